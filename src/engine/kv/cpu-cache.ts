import type { OrtRuntime, Tensor } from '../ort/runtime.ts';
import { checkLayers, type KvCache, type KvShape, type LayerTensors, rowValues } from './cache.ts';

/**
 * KV cache of the CPU provider: every call returns new, longer tensors, which are the next call's past.
 * (ONNX Runtime Web copies CPU tensors into its heap anyway, so buffers cannot be shared.)
 */
export class CpuKvCache implements KvCache {
  readonly #runtime: OrtRuntime;
  readonly #shape: KvShape;
  #layers: LayerTensors[];

  constructor(runtime: OrtRuntime, shape: KvShape) {
    const { layers, kvHeads, headDim } = shape;
    this.#runtime = runtime;
    this.#shape = shape;
    const empty = () => new runtime.Tensor('float32', new Float32Array(0), [1, kvHeads, 0, headDim]);
    this.#layers = Array.from({ length: layers }, () => ({ key: empty(), value: empty() }));
  }

  async prepare(): Promise<{ past: LayerTensors[] }> {
    return { past: this.#layers };
  }

  keep(present: LayerTensors[]): void {
    this.#layers = present;
  }

  async read(length: number): Promise<Float32Array[]> {
    return this.#layers.flatMap(({ key, value }) => [this.#rows(key, length), this.#rows(value, length)]);
  }

  write(length: number, layers: readonly Float32Array[]): void {
    checkLayers(this.#shape, length, layers);
    const { kvHeads, headDim } = this.#shape;
    const tensor = (rows: Float32Array | undefined) =>
      new this.#runtime.Tensor('float32', new Float32Array(rows ?? []), [1, kvHeads, length, headDim]);
    this.#layers = this.#layers.map((_, i) => ({
      key: tensor(layers[2 * i]),
      value: tensor(layers[2 * i + 1]),
    }));
  }

  dispose(): void {
    this.#layers = [];
  }

  /** The first `length` tokens of every head of a tensor that holds as many or more. */
  #rows({ data, dims }: Tensor, length: number): Float32Array {
    const { kvHeads, headDim } = this.#shape;
    const room = dims[2] ?? 0;
    if (!(data instanceof Float32Array) || room < length)
      throw new Error(`the cache holds ${room} tokens, not ${length}`);
    const rows = new Float32Array(rowValues(this.#shape, length));
    for (let head = 0; head < kvHeads; head++) {
      const start = head * room * headDim;
      rows.set(data.subarray(start, start + length * headDim), head * length * headDim);
    }
    return rows;
  }
}
