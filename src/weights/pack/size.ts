import type { Pack } from '../../protocol/pack.ts';
import { kindFor } from '../quantise/recipe.ts';
import type { Qwen25VlConfig } from '../qwen2_5_vl/config.ts';
import { type CanonicalTensor, canonicalTensors } from '../qwen2_5_vl/tensors.ts';
import { alignUp, spanBytes } from './layout.ts';

/** Bytes of all shards of a pack, or of those tensors that count, to within the last alignment of each. */
export function shardBytes(
  config: Qwen25VlConfig,
  quant: Pack['quant'],
  counts: (tensor: CanonicalTensor) => boolean = () => true,
): number {
  return sum(canonicalTensors(config).filter(counts), ({ role, shape }) => {
    const { data, scales } = spanBytes(kindFor(quant, role), shape);
    return alignUp(data) + alignUp(scales);
  });
}

/** Bytes of them that go to the GPU: all but an embedding that is only gathered, which stays on the disk. */
export function gpuWeightBytes(config: Qwen25VlConfig, quant: Pack['quant']): number {
  return shardBytes(config, quant, ({ role }) => role !== 'embedding' || config.text.tied);
}

export function parameterCount(config: Qwen25VlConfig): number {
  return sum(canonicalTensors(config), ({ shape }) => shape.reduce((product, n) => product * n, 1));
}

function sum(tensors: readonly CanonicalTensor[], of: (tensor: CanonicalTensor) => number): number {
  return tensors.reduce((total, tensor) => total + of(tensor), 0);
}
