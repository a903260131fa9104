import type { Pack } from '../../protocol/pack.ts';
import type { PackKind } from '../pack/layout.ts';
import type { TensorRole } from '../qwen2_5_vl/tensors.ts';

/**
 * How each recipe stores each role.
 *
 * Norms and biases are a thousandth of the weights and enter every token: always float.
 * `q4` keeps 8 bits in two places. The vision tower, because a click is read off its features and 8 bits cost
 * Fara-7B only 0.3 GB more. The embedding, because its rows are gathered one per token, so its size costs disk
 * and not memory bandwidth, and because in a tied model it is the output head as well, whose error goes
 * straight into the logits. The head of an untied model is read whole for every token and is 4-bit, except in
 * `q4-head8`, for whoever has the memory for it.
 */
const RECIPES: Readonly<Record<Pack['quant'], Readonly<Record<TensorRole, PackKind>>>> = {
  f32: { decoder: 'f32', vision: 'f32', embedding: 'f32', head: 'f32', vector: 'f32' },
  q8: { decoder: 'q8', vision: 'q8', embedding: 'q8', head: 'q8', vector: 'f32' },
  'q4-head8': { decoder: 'q4', vision: 'q8', embedding: 'q8', head: 'q8', vector: 'f32' },
  q4: { decoder: 'q4', vision: 'q8', embedding: 'q8', head: 'q4', vector: 'f32' },
};

export function kindFor(quant: Pack['quant'], role: TensorRole): PackKind {
  return RECIPES[quant][role];
}
