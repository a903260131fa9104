import type { KvType } from '../graph/attention.ts';
import type { Tensor } from '../ort/runtime.ts';

/** One layer's keys and values, [1, kvHeads, length, headDim] each. */
export interface LayerTensors {
  key: Tensor;
  value: Tensor;
}

/** Where the decoder's keys and values live between calls. Content is positional: cutting back needs no copy. */
export interface KvCache {
  /**
   * Tensors to read from and, where the provider writes in place, to write into, with room for `total` tokens.
   * `present` absent: the provider allocates new ones, which `keep` then receives.
   */
  prepare(total: number): Promise<{ past: LayerTensors[]; present?: LayerTensors[] }>;
  keep(present: LayerTensors[]): void;
  /**
   * Copies of the first `length` tokens' keys and values, as bytes of numbers in the cache's type: layer 0's keys
   * [kvHeads, length, headDim], its values, layer 1's keys, … Each is copied when it is asked for, and nothing may be
   * computed meanwhile.
   * @throws EngineError `out-of-memory`, which leaves the cache as it is
   */
  read(length: number): AsyncIterable<Uint8Array>;
  /** Bytes that `read` gives in all. */
  bytes(length: number): number;
  /** The reverse of `read`, one after the other: afterwards the first `length` tokens are these. Throws RangeError on another size. */
  write(length: number, rows: Uint8Array): void;
  dispose(): void;
}

export interface KvShape {
  layers: number;
  kvHeads: number;
  headDim: number;
}

/** Bytes of the keys, or of the values, of `length` tokens in one layer. */
export function layerBytes({ kvHeads, headDim }: KvShape, kv: KvType, length: number): number {
  return kvHeads * length * headDim * KV_TYPES[kv].bytes;
}

/** Rows of `KvCache.read` one after the other, taken apart. Throws RangeError where they are not `bytes` per tensor. */
export function splitLayers(shape: KvShape, bytes: number, rows: Uint8Array): Uint8Array[] {
  const tensors = 2 * shape.layers;
  if (rows.length !== tensors * bytes)
    throw new RangeError(`${rows.length} bytes for ${tensors} tensors of ${bytes} bytes`);
  return Array.from({ length: tensors }, (_, i) => rows.subarray(i * bytes, (i + 1) * bytes));
}

/** The type's name in ONNX Runtime Web, the bytes of one number, and an array of none. */
export const KV_TYPES = {
  float: { dataType: 'float32', bytes: 4, none: Float32Array },
  float16: { dataType: 'float16', bytes: 2, none: Uint16Array },
} as const;
