import { EngineError } from '../errors.ts';

/**
 * Watches a GPU device for what WebGPU reports beside the calls that caused it: the loss of the device, and
 * errors such as a full memory, after which buffers hold nothing and results are silently wrong.
 */
export class GpuFaults {
  #lost: string | undefined;
  #error: string | undefined;

  constructor(gpu: GPUDevice) {
    void gpu.lost.then(({ message, reason }) => {
      this.#lost = message || reason;
    });
    gpu.addEventListener('uncapturederror', ({ error }) => {
      this.#error ??= `${error.constructor.name}: ${error.message}`;
    });
  }

  /** @throws EngineError `device-lost` when the device cannot be trusted any more */
  check(cause?: unknown): void {
    if (this.#lost !== undefined) {
      throw new EngineError('device-lost', `The GPU stopped (${this.#lost}). Load the model again.`, {
        cause,
      });
    }
    if (this.#error !== undefined) {
      const advice = 'Close other programs that use the graphics memory and load the model again.';
      throw new EngineError('device-lost', `The GPU reported an error (${this.#error}). ${advice}`, {
        cause,
      });
    }
  }
}
