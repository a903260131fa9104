import type { EngineClient } from '../engine/client.ts';
import { EngineError } from '../engine/errors.ts';
import { outputGrammar } from '../fara/output-grammar.ts';
import { getProfile } from '../fara/profiles/index.ts';
import type { GenerateRequest, GenerateResult } from '../protocol/host.ts';
import type { EngineChoice } from './held_engine.ts';
import { imagesOf } from './images.ts';

/**
 * One generation at a time. The service worker may be stopped while it waits; the next one asks again with equal
 * params and is given the generation in flight, or the one just finished.
 */
export class Generations {
  #last: { key: string; result: Promise<GenerateResult>; controller: AbortController } | null = null;

  constructor(
    /** An engine that works: after one broke, another one. */
    private readonly engine: (choice: EngineChoice, signal: AbortSignal) => Promise<EngineClient>,
    private readonly onText: (taskId: string, text: string) => void,
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
   * An engine that broke is loaded anew once, with all that the former held freed. Thinking changes nothing on the
   * page, so the step can simply be repeated; nothing is done before it has an answer.
   */
  async #run(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult> {
    try {
      return await this.#attempt(request, signal);
    } catch (error) {
      if (!mayPass(error) || signal.aborted) throw error;
      console.warn('The engine broke; the model is loaded again.', error);
      return this.#attempt(request, signal);
    }
  }

  async #attempt(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult> {
    const { taskId, profileId, messages, device, model, contextTokens } = request;
    const profile = getProfile(profileId);
    const { generation, imageBudget } = profile;
    const engine = await this.engine({ device, model, contextTokens }, signal);
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
    const { text, timings, tokens } = await engine.generate(order, onPiece, signal);
    return { text, timings, tokens };
  }
}

/** Whether another engine may do what this one could not. */
function mayPass(error: unknown): boolean {
  return error instanceof EngineError && ['device-lost', 'out-of-memory', 'worker-died'].includes(error.code);
}
