import { TINY_CONFIG } from '../weights/checkpoint_files.ts';

/** A model of 120 MB, so that a pause falls into the middle of its download. */
export const LARGE_CONFIG = {
  ...TINY_CONFIG,
  hidden_size: 512,
  num_hidden_layers: 8,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  intermediate_size: 4096,
  vocab_size: 8000,
  rope_scaling: { type: 'mrope', mrope_section: [8, 12, 12] },
  vision_config: { ...TINY_CONFIG.vision_config, out_hidden_size: 512 },
};
