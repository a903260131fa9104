import { z } from 'zod';

/**
 * `pack.json`: a model as tensors, not graphs. The ONNX graph is generated at load time and points into
 * the shards as external data. Every offset is in bytes from the start of its shard and is 64-byte aligned.
 */
const Span = z.object({
  shard: z.number().int().min(0),
  offset: z.number().int().min(0),
  bytes: z.number().int().min(0),
});
export type Span = z.infer<typeof Span>;

/**
 * kind f32: row-major float32. Shape is the logical one, [N, K] for a matrix (N outputs, K inputs).
 * kind q4: MatMulNBits layout, uint8 [N, K/32, 16], element pairs low nibble first, zero point 8.
 * kind q8: MatMulNBits layout, uint8 [N, K/32, 32], zero point 128.
 * `scales` (q4, q8): float32 [N, K/32], each exactly representable in float16. K is padded with zeros to a
 * multiple of 32; `shape` keeps the unpadded K.
 */
export const PackTensor = z.object({
  kind: z.enum(['f32', 'q8', 'q4']),
  shape: z.array(z.number().int().positive()).min(1),
  data: Span,
  scales: Span.optional(),
  /** ‖dequantised − source‖ / ‖source‖ over the tensor; absent for f32. */
  relativeError: z.number().optional(),
});
export type PackTensor = z.infer<typeof PackTensor>;

/**
 * Of weights whose config and file sizes are those of a published model; `weights`: whether every weight file has its
 * published SHA-256 (`same`) or some have others, as after more training (`other`).
 */
export const Upstream = z.object({ repository: z.string(), weights: z.enum(['same', 'other']) });
export type Upstream = z.infer<typeof Upstream>;

/** Canonical names (i, j count layers from 0; q, k, v rows are stored one after the other as `qkv`):
 *  decoder: embed, layers.{i}.{ln1,qkv,qkv.bias,o,ln2,gate,up,down}, norm, lm_head (absent when tied)
 *  vision:  visual.patch_embed, visual.blocks.{j}.{norm1,qkv,qkv.bias,proj,proj.bias,norm2,gate,gate.bias,up,
 *           up.bias,down,down.bias}, visual.merger.{ln_q,fc1,fc1.bias,fc2,fc2.bias} */
export const Pack = z.object({
  format: z.literal('sidefara-pack'),
  version: z.literal(1),
  name: z.string(),
  architecture: z.literal('qwen2_5_vl'),
  quant: z.enum(['f32', 'q8', 'q4-head8', 'q4']),
  /** id of a profile in `src/fara/profiles`, or null when the source says nothing. */
  profile: z.string().nullable(),
  /** Absent where the source has no shape of a published model, or cannot tell. */
  upstream: Upstream.optional(),
  /** The Hugging Face side files, parsed and otherwise verbatim. */
  config: z.record(z.string(), z.unknown()),
  generationConfig: z.record(z.string(), z.unknown()).nullable(),
  preprocessorConfig: z.record(z.string(), z.unknown()).nullable(),
  tensors: z.record(z.string(), PackTensor),
  shards: z.array(z.object({ file: z.string(), bytes: z.number().int(), sha256: z.string() })),
  /** Tokenizer files that lie beside pack.json: tokenizer.json, tokenizer_config.json, chat_template.jinja. */
  files: z.array(z.string()),
});
export type Pack = z.infer<typeof Pack>;
