/**
 * Fara-7B's geometry in the form of its config.json: every field that `readQwen25VlConfig` reads, and the end
 * token. It is Qwen2.5-VL-7B's; `upstream.json` in models/fara-7b has the number of parameters it must add up to.
 */
export const FARA_7B_CONFIG = {
  model_type: 'qwen2_5_vl',
  hidden_size: 3584,
  num_hidden_layers: 28,
  num_attention_heads: 28,
  num_key_value_heads: 4,
  intermediate_size: 18944,
  vocab_size: 152_064,
  rms_norm_eps: 1e-6,
  max_position_embeddings: 128_000,
  hidden_act: 'silu',
  use_sliding_window: false,
  tie_word_embeddings: false,
  rope_theta: 1_000_000,
  rope_scaling: { type: 'mrope', mrope_section: [16, 24, 24] },
  image_token_id: 151_655,
  video_token_id: 151_656,
  vision_start_token_id: 151_652,
  vision_end_token_id: 151_653,
  eos_token_id: 151_645,
  vision_config: {
    hidden_size: 1280,
    depth: 32,
    num_heads: 16,
    intermediate_size: 3420,
    out_hidden_size: 3584,
    patch_size: 14,
    temporal_patch_size: 2,
    spatial_merge_size: 2,
    window_size: 112,
    fullatt_block_indexes: [7, 15, 23, 31],
    in_channels: 3,
    hidden_act: 'silu',
  },
} satisfies Record<string, unknown>;
