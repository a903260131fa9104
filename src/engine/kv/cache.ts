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
  /** Copies of the first `length` tokens' keys and values: layer 0's keys, its values, layer 1's keys, … */
  read(length: number): Promise<Float32Array[]>;
  /** The reverse of `read`: afterwards the first `length` tokens are these. Throws RangeError on other sizes. */
  write(length: number, layers: readonly Float32Array[]): void;
  dispose(): void;
}

export interface KvShape {
  layers: number;
  kvHeads: number;
  headDim: number;
}

/** Float32 values of one layer's keys, or values, of this many tokens. */
export function rowValues({ kvHeads, headDim }: KvShape, tokens: number): number {
  return kvHeads * tokens * headDim;
}

/** Throws RangeError where `layers` are not `length` tokens of a cache of this shape. */
export function checkLayers(shape: KvShape, length: number, layers: readonly Float32Array[]): void {
  const values = rowValues(shape, length);
  if (layers.length === 2 * shape.layers && layers.every((rows) => rows.length === values)) return;
  throw new RangeError(
    `${layers.length} tensors of ${layers[0]?.length} values for ${shape.layers} layers of ${values}`,
  );
}
