import type { KvType } from '../graph/attention.ts';
import type { OrtRuntime, Tensor } from '../ort/runtime.ts';
import { checkLayers, KV_TYPES, type KvCache, type KvShape, type LayerTensors } from './cache.ts';

/**
 * KV cache of the CPU provider: every call returns new, longer tensors, which are the next call's past.
 * (ONNX Runtime Web copies CPU tensors into its heap anyway, so buffers cannot be shared.)
 */
export class CpuKvCache implements KvCache {
  readonly #runtime: OrtRuntime;
  readonly #shape: KvShape;
  readonly #type: (typeof KV_TYPES)[KvType];
  #layers: LayerTensors[];

  constructor(runtime: OrtRuntime, shape: KvShape, kv: KvType = 'float') {
    const { layers, kvHeads, headDim } = shape;
    this.#runtime = runtime;
    this.#shape = shape;
    this.#type = KV_TYPES[kv];
    const { dataType, none } = this.#type;
    const empty = () => new runtime.Tensor(dataType, new none(0), [1, kvHeads, 0, headDim]);
    this.#layers = Array.from({ length: layers }, () => ({ key: empty(), value: empty() }));
  }

  async prepare(): Promise<{ past: LayerTensors[] }> {
    return { past: this.#layers };
  }

  keep(present: LayerTensors[]): void {
    this.#layers = present;
  }

  async read(length: number): Promise<Uint8Array[]> {
    return this.#layers.flatMap(({ key, value }) => [this.#rows(key, length), this.#rows(value, length)]);
  }

  write(length: number, layers: readonly Uint8Array[]): void {
    const { kvHeads, headDim } = this.#shape;
    checkLayers(this.#shape, kvHeads * length * headDim * this.#type.bytes, layers);
    const tensors = layers.map((bytes) => {
      const { dataType, none } = this.#type;
      const rows = new none(bytes.slice().buffer);
      return new this.#runtime.Tensor(dataType, rows, [1, kvHeads, length, headDim]);
    });
    this.#layers = this.#layers.map((before, i) => ({
      key: tensors[2 * i] ?? before.key,
      value: tensors[2 * i + 1] ?? before.value,
    }));
  }

  dispose(): void {
    this.#layers = [];
  }

  /** The first `length` tokens of every head of a tensor that holds as many or more. */
  #rows({ data, dims }: Tensor, length: number): Uint8Array {
    const { kvHeads } = this.#shape;
    const room = dims[2] ?? 0;
    if (!ArrayBuffer.isView(data) || room < length)
      throw new Error(`the cache holds ${room} tokens, not ${length}`);
    const all = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const head = all.length / kvHeads;
    const wanted = (head / room) * length;
    const rows = new Uint8Array(kvHeads * wanted);
    for (let i = 0; i < kvHeads; i++) rows.set(all.subarray(i * head, i * head + wanted), i * wanted);
    return rows;
  }
}
