import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readQwen25VlConfig } from '../../../src/weights/qwen2_5_vl/config.ts';
import { canonicalTensors } from '../../../src/weights/qwen2_5_vl/tensors.ts';

/** What config.json of Qwen2.5-VL-7B, and so of Fara-7B, says of its sizes. */
export const SEVEN_B = {
  model_type: 'qwen2_5_vl',
  hidden_size: 3584,
  num_hidden_layers: 28,
  num_attention_heads: 28,
  num_key_value_heads: 4,
  intermediate_size: 18944,
  vocab_size: 152064,
  rms_norm_eps: 1e-6,
  max_position_embeddings: 128000,
  hidden_act: 'silu',
  rope_theta: 1e6,
  rope_scaling: { type: 'mrope', mrope_section: [16, 24, 24] },
  tie_word_embeddings: false,
  image_token_id: 151655,
  video_token_id: 151656,
  vision_start_token_id: 151652,
  vision_end_token_id: 151653,
  vision_config: {
    hidden_size: 1280,
    num_heads: 16,
    intermediate_size: 3420,
    depth: 32,
    out_hidden_size: 3584,
    fullatt_block_indexes: [7, 15, 23, 31],
  },
};

interface Entry {
  name: string;
  shape: number[];
  bytes: number;
}

/** bytes; the size at which transformers begins another file */
const FILE_LIMIT = 5e9;

/**
 * The tensors of each file as `save_pretrained` splits them: in the order of the modules (a layer's norms last), a
 * file closed before the tensor that would carry it past the limit; in a file by name. For Fara-7B this gives files of
 * exactly the published sizes.
 */
export function splitTensors(config: Record<string, unknown>, limit = FILE_LIMIT): Entry[][] {
  const files: Entry[][] = [[]];
  let size = 0;
  for (const { name, shape } of inModuleOrder(config)) {
    const bytes = 2 * shape.reduce((product, n) => product * n, 1);
    if (size > 0 && size + bytes > limit) {
      files.push([]);
      size = 0;
    }
    files.at(-1)?.push({ name, shape, bytes });
    size += bytes;
  }
  return files.map((entries) => entries.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function inModuleOrder(config: Record<string, unknown>): { name: string; shape: number[] }[] {
  const ordered: { name: string; shape: number[] }[] = [];
  let norms: typeof ordered = [];
  for (const { name, parts } of canonicalTensors(readQwen25VlConfig(config))) {
    if (/^layers\..*\.ln[12]$/.test(name)) norms.push(...parts);
    else ordered.push(...parts);
    if (!/^layers\..*\.down$/.test(name)) continue;
    ordered.push(...norms);
    norms = [];
  }
  return ordered;
}

const CHUNK = 32 * 2 ** 20;

/**
 * Writes a checkpoint of random bf16 weights, as a Hugging Face folder. The values repeat every 32 MiB (plus one, so
 * that no two tensors are alike); their sizes are those of weights, about 0.02.
 * @returns bytes of the weight files
 */
export async function writeCheckpoint(
  folder: string,
  config: Record<string, unknown> = SEVEN_B,
  limit = FILE_LIMIT,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  const files = splitTensors(config, limit);
  const weightMap: Record<string, string> = {};
  const noise = randomBf16(CHUNK + 2);
  let total = 0;
  for (const [i, entries] of files.entries()) {
    const file = `model-${pad(i + 1)}-of-${pad(files.length)}.safetensors`;
    const header = headerOf(entries);
    const out = await open(join(folder, file), 'w');
    await out.write(header);
    total += header.length;
    for (const { name, bytes } of entries) {
      weightMap[name] = file;
      for (let left = bytes; left > 0; left -= CHUNK) {
        const start = 2 * (Math.floor(total / CHUNK) % 2);
        const chunk = noise.subarray(start, start + Math.min(CHUNK, left));
        await out.write(chunk);
        total += chunk.length;
      }
    }
    await out.close();
  }
  const json = {
    'config.json': config,
    'model.safetensors.index.json': { metadata: {}, weight_map: weightMap },
    'tokenizer.json': {},
    'tokenizer_config.json': {},
    'chat_template.json': { chat_template: '' },
  };
  for (const [file, value] of Object.entries(json))
    await writeFile(join(folder, file), JSON.stringify(value));
  return total;
}

function pad(n: number): string {
  return String(n).padStart(5, '0');
}

export function headerOf(entries: readonly Entry[]): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const { name, shape, bytes } of entries) {
    header[name] = { dtype: 'BF16', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

/** Both signs, exponents from 2^-9 to 2^-6, every mantissa. */
function randomBf16(bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let state = 2463534242;
  for (let i = 0; i < bytes; i += 2) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const exponent = 118 + ((state >>> 8) & 3);
    const value = ((state >>> 31) << 15) | (exponent << 7) | (state & 0x7f);
    out[i] = value & 0xff;
    out[i + 1] = value >>> 8;
  }
  return out;
}
