import type { OrtRuntime } from '../ort/runtime.ts';
import type { KvCache, KvShape, LayerTensors } from './cache.ts';

/**
 * KV cache of the CPU provider: every call returns new, longer tensors, which are the next call's past.
 * (ONNX Runtime Web copies CPU tensors into its heap anyway, so buffers cannot be shared.)
 */
export class CpuKvCache implements KvCache {
  #layers: LayerTensors[];

  constructor(runtime: OrtRuntime, { layers, kvHeads, headDim }: KvShape) {
    const empty = () => new runtime.Tensor('float32', new Float32Array(0), [1, kvHeads, 0, headDim]);
    this.#layers = Array.from({ length: layers }, () => ({ key: empty(), value: empty() }));
  }

  async prepare(): Promise<{ past: LayerTensors[] }> {
    return { past: this.#layers };
  }

  keep(present: LayerTensors[]): void {
    this.#layers = present;
  }

  dispose(): void {
    this.#layers = [];
  }
}
