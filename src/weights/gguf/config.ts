import { WeightsError } from '../errors.ts';
import type { Metadata } from './metadata.ts';

/**
 * config.json of a Qwen2.5-VL model from the metadata of its two GGUF files. What llama.cpp does not store is what it
 * hard-codes: windows of 112 px, merging of 2 × 2 patches, two frames a patch (tools/mtmd/clip.cpp).
 * @throws WeightsError `bad-config` that names the value
 */
export function configFromGguf(
  text: Metadata,
  vision: Metadata,
  /** rows of the embedding; it may have more than there are tokens */
  vocabulary: number | undefined,
  tied: boolean,
): Record<string, unknown> {
  const tokens = text.strings('tokenizer.ggml.tokens');
  const idOf = (token: string) => {
    const id = tokens.indexOf(token);
    if (id >= 0) return id;
    throw new WeightsError('bad-config', `the vocabulary has no token ${token}`, {
      file: text.file,
      next: 'Choose a vision-language model',
    });
  };
  const hidden = text.number('qwen2vl.embedding_length');
  const eos = text.has('tokenizer.ggml.eos_token_id') ? [text.number('tokenizer.ggml.eos_token_id')] : [];
  const end = tokens.indexOf('<|endoftext|>');
  return {
    architectures: ['Qwen2_5_VLForConditionalGeneration'],
    model_type: 'qwen2_5_vl',
    hidden_size: hidden,
    num_hidden_layers: text.number('qwen2vl.block_count'),
    num_attention_heads: text.number('qwen2vl.attention.head_count'),
    num_key_value_heads: text.number('qwen2vl.attention.head_count_kv'),
    intermediate_size: text.number('qwen2vl.feed_forward_length'),
    vocab_size: vocabulary ?? tokens.length,
    rms_norm_eps: shortest(text.number('qwen2vl.attention.layer_norm_rms_epsilon')),
    max_position_embeddings: text.number('qwen2vl.context_length'),
    hidden_act: 'silu',
    use_sliding_window: false,
    rope_theta: shortest(text.number('qwen2vl.rope.freq_base')),
    rope_scaling: {
      type: 'mrope',
      // The fourth section is for models with one more axis.
      mrope_section: text.numbers('qwen2vl.rope.dimension_sections').slice(0, 3),
    },
    tie_word_embeddings: tied,
    eos_token_id: [...new Set([...eos, ...(end >= 0 ? [end] : [])])],
    image_token_id: idOf('<|image_pad|>'),
    video_token_id: idOf('<|video_pad|>'),
    vision_start_token_id: idOf('<|vision_start|>'),
    vision_end_token_id: idOf('<|vision_end|>'),
    vision_config: visionConfig(vision),
  };
}

function visionConfig(vision: Metadata): Record<string, unknown> {
  const depth = vision.number('clip.vision.block_count');
  const period = vision.number('clip.vision.n_wa_pattern');
  const optional = (key: string, fallback: number) => (vision.has(key) ? vision.number(key) : fallback);
  return {
    model_type: 'qwen2_5_vl',
    hidden_size: vision.number('clip.vision.embedding_length'),
    depth,
    num_heads: vision.number('clip.vision.attention.head_count'),
    intermediate_size: vision.number('clip.vision.feed_forward_length'),
    out_hidden_size: vision.number('clip.vision.projection_dim'),
    patch_size: vision.number('clip.vision.patch_size'),
    temporal_patch_size: 2,
    spatial_merge_size: optional('clip.vision.spatial_merge_size', 2),
    window_size: optional('clip.vision.window_size', 112),
    // Every n-th block attends to the whole image; 0 stands for all of them.
    fullatt_block_indexes: Array.from({ length: Math.min(depth, 1000) }, (_, i) => i).filter(
      (i) => period === 0 || (i + 1) % period === 0,
    ),
    hidden_act: 'silu',
  };
}

/** A float32 as the shortest decimal that means it: 9.999999974752427e-7 was 1e-6 before it was stored. */
function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
