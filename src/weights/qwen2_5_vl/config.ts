import { z } from 'zod';
import { WeightsError } from '../errors.ts';
import { isObject } from '../source.ts';

const size = z.number().int().positive().max(1_000_000);
const token = z.number().int().min(0).max(10_000_000);

const Text = z.object({
  hidden_size: size,
  num_hidden_layers: size.max(1000),
  num_attention_heads: size,
  num_key_value_heads: size,
  intermediate_size: size,
  vocab_size: size.max(10_000_000),
  rms_norm_eps: z.number().positive(),
  max_position_embeddings: z.number().int().positive(),
  hidden_act: z.literal('silu'),
  use_sliding_window: z.literal(false).default(false),
});

const Vision = z.object({
  hidden_size: size,
  depth: size.max(1000),
  num_heads: size,
  intermediate_size: size,
  patch_size: size.default(14),
  temporal_patch_size: size.default(2),
  spatial_merge_size: size.default(2),
  window_size: size.default(112),
  fullatt_block_indexes: z.array(z.number().int().min(0)).default([7, 15, 23, 31]),
  in_channels: size.default(3),
  out_hidden_size: size,
  hidden_act: z.literal('silu').default('silu'),
});

const Rope = z.object({ rope_theta: z.number().positive(), mrope_section: z.tuple([size, size, size]) });

const Tokens = z.object({
  image_token_id: token,
  video_token_id: token,
  vision_start_token_id: token,
  vision_end_token_id: token,
});

/** Every size the importer and the graph builder need, read from a Hugging Face config.json. */
export interface Qwen25VlConfig {
  text: {
    hiddenSize: number;
    layers: number;
    heads: number;
    kvHeads: number;
    headDim: number;
    intermediateSize: number;
    vocabSize: number;
    rmsNormEps: number;
    maxPositions: number;
    ropeTheta: number;
    /** Frequencies per axis (time, height, width); they add up to headDim / 2. */
    mropeSection: [number, number, number];
    /** The embedding is also the output head. */
    tied: boolean;
  };
  vision: {
    hiddenSize: number;
    depth: number;
    heads: number;
    headDim: number;
    intermediateSize: number;
    patchSize: number;
    temporalPatchSize: number;
    spatialMergeSize: number;
    /** image px */
    windowSize: number;
    fullAttentionBlocks: number[];
    inChannels: number;
    /** Values of one flattened patch: channels × temporal × side². */
    patchValues: number;
    rmsNormEps: number;
  };
  tokens: { image: number; video: number; visionStart: number; visionEnd: number };
}

/**
 * Reads config.json of either generation: flat (transformers 4.x), nested `text_config` with `rope_parameters`
 * (5.x), or both at once as Fara-7B ships it.
 * @throws WeightsError `bad-config` that names the field.
 */
export function readQwen25VlConfig(config: Record<string, unknown>): Qwen25VlConfig {
  if (config.model_type !== 'qwen2_5_vl') {
    throw new WeightsError('bad-config', 'this is another architecture', {
      file: 'config.json',
      expected: 'model_type "qwen2_5_vl"',
      found: JSON.stringify(config.model_type) ?? 'none',
      next: 'Choose a folder of a Qwen2.5-VL model such as Fara-7B',
    });
  }
  const nested = isObject(config.text_config) ? config.text_config : {};
  const flat = { ...config, ...withoutNulls(nested) };
  const text = parse(Text, flat, '');
  const vision = parse(
    Vision,
    isObject(config.vision_config) ? withoutNulls(config.vision_config) : {},
    'vision_config.',
  );
  const tokens = parse(Tokens, config, '');
  const scaling = flat.rope_parameters ?? flat.rope_scaling;
  const rope = parse(
    Rope,
    { rope_theta: flat.rope_theta ?? 1_000_000, ...(isObject(scaling) ? scaling : {}) },
    'rope_scaling.',
  );
  const headDim = text.hidden_size / text.num_attention_heads;
  const visionHeadDim = vision.hidden_size / vision.num_heads;
  check(
    Number.isInteger(headDim),
    'hidden_size',
    `a multiple of ${text.num_attention_heads} heads`,
    text.hidden_size,
  );
  check(
    text.num_attention_heads % text.num_key_value_heads === 0,
    'num_key_value_heads',
    `a divisor of ${text.num_attention_heads}`,
    text.num_key_value_heads,
  );
  check(
    Number.isInteger(visionHeadDim),
    'vision_config.hidden_size',
    `a multiple of ${vision.num_heads} heads`,
    vision.hidden_size,
  );
  check(
    vision.out_hidden_size === text.hidden_size,
    'vision_config.out_hidden_size',
    `hidden_size ${text.hidden_size}`,
    vision.out_hidden_size,
  );
  const halfDims = rope.mrope_section[0] + rope.mrope_section[1] + rope.mrope_section[2];
  check(halfDims * 2 === headDim, 'rope_scaling.mrope_section', `a sum of ${headDim / 2}`, halfDims);
  return {
    text: {
      hiddenSize: text.hidden_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads,
      headDim,
      intermediateSize: text.intermediate_size,
      vocabSize: text.vocab_size,
      rmsNormEps: text.rms_norm_eps,
      maxPositions: text.max_position_embeddings,
      ropeTheta: rope.rope_theta,
      mropeSection: rope.mrope_section,
      // Saves before 5.x could hold it in text_config alone.
      tied: config.tie_word_embeddings === true || nested.tie_word_embeddings === true,
    },
    vision: {
      hiddenSize: vision.hidden_size,
      depth: vision.depth,
      heads: vision.num_heads,
      headDim: visionHeadDim,
      intermediateSize: vision.intermediate_size,
      patchSize: vision.patch_size,
      temporalPatchSize: vision.temporal_patch_size,
      spatialMergeSize: vision.spatial_merge_size,
      windowSize: vision.window_size,
      fullAttentionBlocks: vision.fullatt_block_indexes,
      inChannels: vision.in_channels,
      patchValues: vision.in_channels * vision.temporal_patch_size * vision.patch_size ** 2,
      // Written into transformers' modeling_qwen2_5_vl.py, not configurable.
      rmsNormEps: 1e-6,
    },
    tokens: {
      image: tokens.image_token_id,
      video: tokens.video_token_id,
      visionStart: tokens.vision_start_token_id,
      visionEnd: tokens.vision_end_token_id,
    },
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, prefix: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = `${prefix}${issue?.path.join('.') ?? ''}`;
  throw new WeightsError('bad-config', `${field}: ${issue?.message ?? 'invalid'}`, { file: 'config.json' });
}

function check(holds: boolean, field: string, expected: string, found: number): void {
  if (holds) return;
  throw new WeightsError('bad-config', field, { file: 'config.json', expected, found: String(found) });
}

function withoutNulls(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
