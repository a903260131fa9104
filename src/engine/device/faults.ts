import { EngineError } from '../errors.ts';

const ADVICE = 'Close other programs that use the graphics memory and load the model again.';
const FULL =
  'The GPU has not enough free memory for this model. Close other programs that use it, or choose a shorter ' +
  'context or a smaller model in the settings.';

/**
 * Watches a GPU device for what WebGPU reports beside the calls that caused it: the loss of the device, and
 * errors such as a full memory, after which buffers hold nothing and results are silently wrong.
 */
export class GpuFaults {
  /** Of work under way. A promise for all of it would keep every result for as long as the device lives. */
  readonly #rejects = new Set<(error: unknown) => void>();
  #lost: string | undefined;
  #error: GPUError | undefined;

  constructor(gpu: GPUDevice) {
    void gpu.lost.then(({ message, reason }) => {
      this.#lost = message || reason;
      for (const reject of this.#rejects) reject(this.#fault());
    });
    gpu.addEventListener('uncapturederror', ({ error }) => {
      this.#error ??= error;
    });
  }

  /** What `work` gives, or `device-lost` as soon as the device goes away: an answer of it may never come. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    let stop: (error: unknown) => void = () => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        stop = reject;
        this.#rejects.add(reject);
        work().then(resolve, reject);
      });
    } finally {
      this.#rejects.delete(stop);
    }
  }

  /** @throws EngineError `device-lost` or `out-of-memory` when the device cannot be trusted any more */
  check(cause?: unknown): void {
    const fault = this.#fault(cause);
    if (fault) throw fault;
  }

  #fault(cause?: unknown): EngineError | undefined {
    if (this.#lost !== undefined) {
      return new EngineError('device-lost', `The GPU stopped (${this.#lost}). Load the model again.`, {
        cause,
      });
    }
    if (this.#error !== undefined) {
      const { name } = this.#error.constructor;
      return name === 'GPUOutOfMemoryError'
        ? new EngineError('out-of-memory', `${FULL} (${this.#error.message})`, { cause })
        : new EngineError(
            'device-lost',
            `The GPU reported an error (${name}: ${this.#error.message}). ${ADVICE}`,
            {
              cause,
            },
          );
    }
    return undefined;
  }
}
