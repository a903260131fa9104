import type { EngineClient } from '../engine/client.ts';
import { getProfile } from '../fara/profiles/index.ts';
import type { GenerateRequest, GenerateResult } from '../protocol/host.ts';
import { imagesOf } from './images.ts';

/**
 * One generation at a time. The service worker may be stopped while it waits; the next one asks again with equal
 * params and is given the generation in flight, or the one just finished.
 */
export class Generations {
  #last: { key: string; result: Promise<GenerateResult>; controller: AbortController } | null = null;

  constructor(
    private readonly engine: (device: GenerateRequest['device']) => Promise<EngineClient>,
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

  async #run(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult> {
    const { taskId, profileId, messages, device } = request;
    const profile = getProfile(profileId);
    const { generation, imageBudget } = profile;
    const engine = await this.engine(device);
    signal.throwIfAborted();
    const { text, timings, tokens } = await engine.generate(
      {
        prompt: { messages, images: await imagesOf(messages, profile) },
        maxNewTokens: generation.maxNewTokens,
        repetitionPenalty: generation.repetitionPenalty,
        stop: [...generation.stop],
        imageBudget,
      },
      (partial) => this.onText(taskId, partial),
      signal,
    );
    return { text, timings, tokens };
  }
}
