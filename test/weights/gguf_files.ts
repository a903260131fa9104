import { readQwen25VlConfig } from '../../src/weights/qwen2_5_vl/config.ts';
import type { RawTensor } from './checkpoint_files.ts';

type Scalar = string | number | boolean;
export type MetadataValue = Scalar | readonly string[] | readonly number[];

/** Numeric ids of ggml.h. */
export const TYPE_IDS = { F32: 0, F16: 1, Q4_0: 2, Q5_0: 6, Q8_0: 8, Q4_K: 12, Q5_K: 13, Q6_K: 14, BF16: 30 };

/** A GGUF file, version 3; integers as uint32, other numbers as float32; dimensions are written innermost first. */
export function ggufFile(
  metadata: Readonly<Record<string, MetadataValue>>,
  tensors: Readonly<Record<string, RawTensor>>,
): Uint8Array {
  const out: Buffer[] = [];
  const u32 = (value: number) => out.push(Buffer.from(Uint32Array.of(value).buffer));
  const u64 = (value: number) => out.push(Buffer.from(BigUint64Array.of(BigInt(value)).buffer));
  const text = (value: string) => {
    u64(Buffer.byteLength(value));
    out.push(Buffer.from(value));
  };
  const typeOf = (value: Scalar) =>
    typeof value === 'string' ? 8 : typeof value === 'boolean' ? 7 : Number.isInteger(value) ? 4 : 6;
  const scalar = (value: Scalar) => {
    if (typeof value === 'string') text(value);
    else if (typeof value === 'boolean') out.push(Buffer.from([Number(value)]));
    else if (Number.isInteger(value)) u32(value);
    else out.push(Buffer.from(Float32Array.of(value).buffer));
  };
  out.push(Buffer.from('GGUF'));
  u32(3);
  u64(Object.keys(tensors).length);
  u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    text(key);
    if (typeof value !== 'object') {
      u32(typeOf(value));
      scalar(value);
      continue;
    }
    u32(9);
    u32(typeOf(value[0] ?? 0));
    u64(value.length);
    for (const item of value) scalar(item);
  }
  const padded = (length: number) => Math.ceil(length / 32) * 32;
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    text(name);
    u32(shape.length);
    for (const n of [...shape].reverse()) u64(n);
    u32((TYPE_IDS as Record<string, number>)[dtype] ?? Number(dtype));
    u64(offset);
    offset += padded(data.length);
  }
  const header = Buffer.concat(out);
  const pad = (bytes: Uint8Array) =>
    Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
  return new Uint8Array(Buffer.concat([pad(header), ...Object.values(tensors).map(({ data }) => pad(data))]));
}

const TEXT: [RegExp, string][] = [
  [/^model\.embed_tokens/, 'token_embd'],
  [/^model\.norm/, 'output_norm'],
  [/^lm_head/, 'output'],
  [/^model\.layers\.(\d+)\.input_layernorm/, 'blk.$1.attn_norm'],
  [/^model\.layers\.(\d+)\.post_attention_layernorm/, 'blk.$1.ffn_norm'],
  [/^model\.layers\.(\d+)\.self_attn\.o_proj/, 'blk.$1.attn_output'],
  [/^model\.layers\.(\d+)\.self_attn\.([qkv])_proj/, 'blk.$1.attn_$2'],
  [/^model\.layers\.(\d+)\.mlp\.(gate|up|down)_proj/, 'blk.$1.ffn_$2'],
];
const VISION: [RegExp, string][] = [
  [/^visual\.merger\.ln_q/, 'v.post_ln'],
  [/^visual\.merger\.mlp\.(\d)/, 'mm.$1'],
  [/^visual\.blocks\.(\d+)\.norm(\d)/, 'v.blk.$1.ln$2'],
  [/^visual\.blocks\.(\d+)\.attn\.proj/, 'v.blk.$1.attn_out'],
  [/^visual\.blocks\.(\d+)\.attn\.qkv/, 'v.blk.$1.attn_qkv'],
  [/^visual\.blocks\.(\d+)\.mlp\.(gate|up|down)_proj/, 'v.blk.$1.ffn_$2'],
];

function renamed(name: string, rules: [RegExp, string][]): string {
  const [pattern, to] = rules.find(([rule]) => rule.test(name)) ?? [];
  if (!pattern || to === undefined) throw new Error(`no GGUF name for ${name}`);
  return name.replace(pattern, to);
}

/** The same values in another form; 1-D tensors, and rows the form cannot hold, stay float32. */
export type Encode = (values: Float32Array, columns: number) => { dtype: string; data: Uint8Array };

export interface GgufParts {
  text: { metadata: Record<string, MetadataValue>; tensors: Record<string, RawTensor> };
  vision: { metadata: Record<string, MetadataValue>; tensors: Record<string, RawTensor> };
}

/** A model of float32 tensors by Hub names as llama.cpp would store it: a language model and an mmproj. */
export function ggufParts(
  config: Record<string, unknown>,
  tensors: Readonly<Record<string, RawTensor>>,
  encode: Encode,
): GgufParts {
  const parts: GgufParts = {
    text: { metadata: textMetadata(config), tensors: {} },
    vision: { metadata: visionMetadata(config), tensors: {} },
  };
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const values = new Float32Array(data.slice().buffer);
    if (name === 'visual.patch_embed.proj.weight') {
      const [hidden = 0, channels = 0, frames = 0, ...side] = shape;
      const plane = values.length / hidden / channels / frames;
      for (let frame = 0; frame < frames; frame++) {
        const piece = values.filter((_, i) => Math.floor(i / plane) % frames === frame);
        const stored = { dtype: 'F32', shape: [hidden, channels, ...side], data: bytesOf(piece) };
        parts.vision.tensors[`v.patch_embd.weight${frame === 0 ? '' : `.${frame}`}`] = stored;
      }
      continue;
    }
    const columns = shape.at(-1) ?? 0;
    const form = shape.length < 2 ? { dtype: 'F32', data } : encode(values, columns);
    if (name.startsWith('visual.')) parts.vision.tensors[renamed(name, VISION)] = { shape, ...form };
    else parts.text.tensors[renamed(name, TEXT)] = { shape, ...form };
  }
  return parts;
}

export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function textMetadata(config: Record<string, unknown>): Record<string, MetadataValue> {
  const { text, tokens: named } = readQwen25VlConfig(config);
  const tokens = Array.from({ length: text.vocabSize }, (_, i) => `t${i}`);
  tokens[named.image] = '<|image_pad|>';
  tokens[named.video] = '<|video_pad|>';
  tokens[named.visionStart] = '<|vision_start|>';
  tokens[named.visionEnd] = '<|vision_end|>';
  return {
    'general.architecture': 'qwen2vl',
    'qwen2vl.block_count': text.layers,
    'qwen2vl.context_length': text.maxPositions,
    'qwen2vl.embedding_length': text.hiddenSize,
    'qwen2vl.feed_forward_length': text.intermediateSize,
    'qwen2vl.attention.head_count': text.heads,
    'qwen2vl.attention.head_count_kv': text.kvHeads,
    'qwen2vl.attention.layer_norm_rms_epsilon': text.rmsNormEps,
    'qwen2vl.rope.freq_base': text.ropeTheta,
    'qwen2vl.rope.dimension_sections': [...text.mropeSection, 0],
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'qwen2',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((token) => (token.startsWith('<') ? 3 : 1)),
    'tokenizer.ggml.merges': ['t 1'],
    'tokenizer.chat_template': '{{ messages }}',
  };
}

function visionMetadata(config: Record<string, unknown>): Record<string, MetadataValue> {
  const { vision, text } = readQwen25VlConfig(config);
  return {
    'general.architecture': 'clip',
    'clip.projector_type': 'qwen2.5vl_merger',
    'clip.vision.block_count': vision.depth,
    'clip.vision.embedding_length': vision.hiddenSize,
    'clip.vision.feed_forward_length': vision.intermediateSize,
    'clip.vision.attention.head_count': vision.heads,
    'clip.vision.projection_dim': text.hiddenSize,
    'clip.vision.patch_size': vision.patchSize,
    'clip.vision.n_wa_pattern': (vision.fullAttentionBlocks[0] ?? 0) + 1,
  };
}

/** Both files under names such as a download has. */
export function ggufFolder({ text, vision }: GgufParts): Record<string, Uint8Array> {
  return {
    'model.gguf': ggufFile(text.metadata, text.tensors),
    'mmproj.gguf': ggufFile(vision.metadata, vision.tensors),
  };
}
