import type { EngineClient } from '../engine/client.ts';
import { EngineError } from '../engine/errors.ts';
import type { DeviceChoice } from '../protocol/engine.ts';
import type { ModelChoice } from '../protocol/host.ts';

/** What an engine is loaded for. */
export interface EngineChoice {
  device: DeviceChoice;
  model: ModelChoice;
  /** Tokens of prompt and answer that memory is set aside for. */
  contextTokens: number;
}

/** An engine that is loaded, or on its way for as long as somebody wants it. */
export class HeldEngine {
  /** Rejects when the load fails or is ended. */
  readonly engine: Promise<EngineClient>;
  readonly #end = new AbortController();
  #loaded = false;
  #waiting = 0;

  /** @param load loads the engine until `ended` aborts, and closes it then */
  constructor(
    readonly choice: EngineChoice,
    load: (held: HeldEngine) => Promise<EngineClient>,
  ) {
    this.engine = load(this);
    this.engine.then(
      () => {
        this.#loaded = true;
      },
      () => {},
    );
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Aborts when the engine is given up. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * The engine, when it is loaded. A signal ends the wait at once, and the load with it unless others wait; who has no
   * signal waits to the end.
   */
  async loaded(signal?: AbortSignal): Promise<EngineClient> {
    this.#waiting++;
    if (!signal) return this.engine;
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([this.engine, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
      this.#waiting--;
      if (signal.aborted && !this.#loaded && this.#waiting === 0) this.end();
    }
  }

  /** Gives the engine up, whether it is loaded or not: its worker goes at once, and its memory with it. */
  end(): void {
    this.#end.abort(new EngineError('not-loaded', 'The model was given up, or another one was chosen.'));
  }
}

/** Whether the engine of one serves the other. */
export function isSameChoice(a: EngineChoice, b: EngineChoice): boolean {
  return a.device === b.device && a.model === b.model && a.contextTokens === b.contextTokens;
}
