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
  dispose(): void;
}

export interface KvShape {
  layers: number;
  kvHeads: number;
  headDim: number;
}
