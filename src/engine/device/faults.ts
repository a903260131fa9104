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
  /** Rejects with `device-lost` when the device goes away: work that waits for an answer of it may wait for ever. */
  readonly lost: Promise<never>;
  #lost: string | undefined;
  #error: GPUError | undefined;

  constructor(gpu: GPUDevice) {
    this.lost = gpu.lost.then(({ message, reason }) => {
      this.#lost = message || reason;
      this.check();
      throw new Error('unreachable: a lost device does not pass the check');
    });
    // Nobody may be waiting.
    this.lost.catch(() => {});
    gpu.addEventListener('uncapturederror', ({ error }) => {
      this.#error ??= error;
    });
  }

  /** @throws EngineError `device-lost` or `out-of-memory` when the device cannot be trusted any more */
  check(cause?: unknown): void {
    if (this.#lost !== undefined) {
      throw new EngineError('device-lost', `The GPU stopped (${this.#lost}). Load the model again.`, {
        cause,
      });
    }
    if (this.#error !== undefined) {
      const { name } = this.#error.constructor;
      throw name === 'GPUOutOfMemoryError'
        ? new EngineError('out-of-memory', `${FULL} (${this.#error.message})`, { cause })
        : new EngineError(
            'device-lost',
            `The GPU reported an error (${name}: ${this.#error.message}). ${ADVICE}`,
            {
              cause,
            },
          );
    }
  }
}
