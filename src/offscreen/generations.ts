import type { EngineClient } from '../engine/client.ts';
import { EngineError } from '../engine/errors.ts';
import { outputGrammar } from '../fara/output-grammar.ts';
import { getProfile } from '../fara/profiles/index.ts';
import type { GenerateRequest, GenerateResult } from '../protocol/host.ts';
import { imagesOf } from './images.ts';
import type { EngineChoice } from './model_host.ts';

/**
 * One generation at a time. The service worker may be stopped while it waits; the next one asks again with equal
 * params and is given the generation in flight, or the one just finished.
 */
export class Generations {
  #last: { key: string; result: Promise<GenerateResult>; controller: AbortController } | null = null;

  constructor(
    private readonly engine: (choice: EngineChoice) => Promise<EngineClient>,
    private readonly onText: (taskId: string, text: string) => void,
    /** The engine is of no use any more; the next generation gets a new one. */
    private readonly onBroken: () => void,
  ) {}

  generate(request: GenerateRequest): Promise<GenerateResult> {
    const key = JSON.stringify(request);
    if (this.#last?.key === key) return this.#last.result;
    const former = this.cancel();
    const controller = new AbortController();
    const result = former.then(() => this.#run(request, controller.signal));
    const entry = { key, result, controller };
    this.#last = entry;
    // What failed is tried anew when it is asked for again.
    result.catch(() => {
      if (this.#last === entry) this.#last = null;
    });
    return result;
  }

  /** Ends the generation in flight; resolves when the engine is free. */
  async cancel(): Promise<void> {
    const last = this.#last;
    this.#last = null;
    last?.controller.abort(new DOMException('The generation was cancelled.', 'AbortError'));
    await last?.result.catch(() => {});
  }

  /**
   * A GPU that went away is tried once more, with the model loaded anew. Thinking changes nothing on the page, so the
   * step can simply be repeated; nothing is done before it has an answer.
   */
  async #run(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult> {
    try {
      return await this.#attempt(request, signal);
    } catch (error) {
      if (!isLost(error) || signal.aborted) throw error;
      console.warn('The GPU was lost; the model is loaded again.', error);
      return this.#attempt(request, signal);
    }
  }

  async #attempt(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult> {
    const { taskId, profileId, messages, device, model, contextTokens } = request;
    const profile = getProfile(profileId);
    const { generation, imageBudget } = profile;
    const engine = await this.engine({ device, model, contextTokens });
    signal.throwIfAborted();
    const order = {
      prompt: { messages, images: await imagesOf(messages, profile) },
      maxNewTokens: generation.maxNewTokens,
      repetitionPenalty: generation.repetitionPenalty,
      stop: [...generation.stop],
      imageBudget,
      grammar: outputGrammar(profile),
    };
    let words = '';
    const onPiece = (piece: string) => {
      words += piece;
      this.onText(taskId, words);
    };
    try {
      const { text, timings, tokens } = await engine.generate(order, onPiece, signal);
      return { text, timings, tokens };
    } catch (error) {
      if (isBroken(error)) this.onBroken();
      throw error;
    }
  }
}

function isLost(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'device-lost';
}

/** Whether the engine itself is beyond use, rather than this one request. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof EngineError &&
    ['device-lost', 'out-of-memory', 'not-loaded', 'internal'].includes(error.code)
  );
}
