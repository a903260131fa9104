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
   * [kvHeads, length, headDim], its values, layer 1's keys, …
   */
  read(length: number): Promise<Uint8Array[]>;
  /** The reverse of `read`: afterwards the first `length` tokens are these. Throws RangeError on other sizes. */
  write(length: number, layers: readonly Uint8Array[]): void;
  dispose(): void;
}

export interface KvShape {
  layers: number;
  kvHeads: number;
  headDim: number;
}

/** Throws RangeError where `layers` are not keys and values of a cache of this shape, `bytes` each. */
export function checkLayers(shape: KvShape, bytes: number, layers: readonly Uint8Array[]): void {
  if (layers.length === 2 * shape.layers && layers.every((rows) => rows.length === bytes)) return;
  throw new RangeError(
    `${layers.length} tensors of ${layers[0]?.length} bytes for ${shape.layers} layers of ${bytes}`,
  );
}
/** The type's name in ONNX Runtime Web, the bytes of one number, and an array of none. */
export const KV_TYPES = {
  float: { dataType: 'float32', bytes: 4, none: Float32Array },
  float16: { dataType: 'float16', bytes: 2, none: Uint16Array },
} as const;
