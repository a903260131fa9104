import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readQwen25VlConfig } from '../../src/weights/qwen2_5_vl/config.ts';
import { canonicalTensors } from '../../src/weights/qwen2_5_vl/tensors.ts';

export const PARITY = join(import.meta.dirname, '..', 'fixtures', 'parity');

export interface RawTensor {
  dtype: string;
  shape: number[];
  data: Uint8Array;
}

/** A safetensors file; `header` entries as they are, data one after the other. */
export function safetensors(tensors: Record<string, RawTensor>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.length] };
    offset += data.length;
  }
  return withHeader(
    JSON.stringify(header),
    Object.values(tensors).map(({ data }) => data),
  );
}

export function withHeader(header: string, data: Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return new Uint8Array(Buffer.concat([length, text, ...data]));
}

/** A config of the smallest model of the architecture; K = 48 and 20 are no multiples of 32. */
export const TINY_CONFIG = {
  model_type: 'qwen2_5_vl',
  hidden_size: 48,
  num_hidden_layers: 1,
  num_attention_heads: 3,
  num_key_value_heads: 1,
  intermediate_size: 20,
  vocab_size: 40,
  rms_norm_eps: 1e-6,
  max_position_embeddings: 128,
  hidden_act: 'silu',
  rope_theta: 1e6,
  rope_scaling: { type: 'mrope', mrope_section: [2, 3, 3] },
  tie_word_embeddings: false,
  image_token_id: 36,
  video_token_id: 37,
  vision_start_token_id: 38,
  vision_end_token_id: 39,
  vision_config: {
    hidden_size: 16,
    num_heads: 1,
    intermediate_size: 20,
    depth: 1,
    out_hidden_size: 48,
    fullatt_block_indexes: [0],
  },
};

/** Float32 tensors by their Hub names for a config, from a fixed pseudo-random sequence. */
export function tinyTensors(config: Record<string, unknown> = TINY_CONFIG): Record<string, RawTensor> {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const tensors: Record<string, RawTensor> = {};
  for (const { parts } of canonicalTensors(readQwen25VlConfig(config))) {
    for (const { name, shape } of parts) {
      const values = Float32Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => next() + next() + next(),
      );
      tensors[name] = { dtype: 'F32', shape, data: new Uint8Array(values.buffer) };
    }
  }
  return tensors;
}

export function tinyFolder(
  tensors = tinyTensors(),
  config: unknown = TINY_CONFIG,
): Record<string, Uint8Array | string> {
  return { 'config.json': JSON.stringify(config), 'model.safetensors': safetensors(tensors) };
}

export function floats({ data }: RawTensor): Float32Array {
  return new Float32Array(data.slice().buffer);
}

/** The committed checkpoints that the engine's parity is proved on. */
export function parityNames(): string[] {
  return readdirSync(PARITY).filter((name) => !name.includes('.'));
}

export function readParityJson(name: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(PARITY, name, file), 'utf8'));
}
