import type { KvType } from '../graph/attention.ts';
import type { OrtRuntime, Tensor } from '../ort/runtime.ts';
import { KV_TYPES, type KvCache, type KvShape, type LayerTensors, layerBytes, splitLayers } from './cache.ts';

/**
 * KV cache of the CPU provider: every call returns new, longer tensors, which are the next call's past.
 * (ONNX Runtime Web copies CPU tensors into its heap anyway, so buffers cannot be shared.)
 */
export class CpuKvCache implements KvCache {
  readonly #runtime: OrtRuntime;
  readonly #shape: KvShape;
  readonly #kv: KvType;
  #layers: LayerTensors[];

  constructor(runtime: OrtRuntime, shape: KvShape, kv: KvType = 'float') {
    const { layers, kvHeads, headDim } = shape;
    this.#runtime = runtime;
    this.#shape = shape;
    this.#kv = kv;
    const { dataType, none } = KV_TYPES[kv];
    const empty = () => new runtime.Tensor(dataType, new none(0), [1, kvHeads, 0, headDim]);
    this.#layers = Array.from({ length: layers }, () => ({ key: empty(), value: empty() }));
  }

  async prepare(): Promise<{ past: LayerTensors[] }> {
    return { past: this.#layers };
  }

  keep(present: LayerTensors[]): void {
    this.#layers = present;
  }

  async *read(length: number): AsyncGenerator<Uint8Array, void> {
    for (const { key, value } of this.#layers) {
      yield this.#rows(key, length);
      yield this.#rows(value, length);
    }
  }

  bytes(length: number): number {
    return 2 * this.#shape.layers * layerBytes(this.#shape, this.#kv, length);
  }

  write(length: number, rows: Uint8Array): void {
    const { kvHeads, headDim } = this.#shape;
    const { dataType, none } = KV_TYPES[this.#kv];
    const tensors = splitLayers(this.#shape, layerBytes(this.#shape, this.#kv, length), rows).map((bytes) => {
      const numbers = new none(bytes.slice().buffer);
      return new this.#runtime.Tensor(dataType, numbers, [1, kvHeads, length, headDim]);
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
