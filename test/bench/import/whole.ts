import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCheckpoint } from '../../../src/weights/import.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { folderSink } from '../../../src/weights/node/folder_sink.ts';
import { nodeHasher } from '../../../src/weights/node/hasher.ts';
import { nodePacker } from '../../../src/weights/node/packer.ts';
import { readQwen25VlConfig } from '../../../src/weights/qwen2_5_vl/config.ts';
import { canonicalTensors } from '../../../src/weights/qwen2_5_vl/tensors.ts';
import { normalWeights } from '../../weights/random.ts';

/** Matrices of the sizes of a large model, few of them. */
const CONFIG = {
  model_type: 'qwen2_5_vl',
  hidden_size: 2048,
  num_hidden_layers: 1,
  num_attention_heads: 16,
  num_key_value_heads: 2,
  intermediate_size: 11008,
  vocab_size: 2048,
  rms_norm_eps: 1e-6,
  max_position_embeddings: 1024,
  hidden_act: 'silu',
  rope_scaling: { mrope_section: [16, 24, 24] },
  tie_word_embeddings: true,
  image_token_id: 1,
  video_token_id: 2,
  vision_start_token_id: 3,
  vision_end_token_id: 4,
  vision_config: {
    hidden_size: 1280,
    num_heads: 16,
    intermediate_size: 3420,
    depth: 1,
    out_hidden_size: 2048,
  },
};

/** bytes of bf16 for one more layer */
const LAYER_BYTES = 2 * (2048 * (2048 + 512) + 2048 * 2048 + 3 * 2048 * 11008);
const CHUNK = 4 * 2 ** 20;

/** Writes a checkpoint of about `bytes`, copies it, and imports it by each recipe; rates in source bytes per second. */
export async function measureImport(root: string, bytes: number) {
  const source = join(root, 'source');
  await writeCheckpoint(source, Math.max(1, Math.round((bytes - 100e6) / LAYER_BYTES)));
  // The first pass brings the files into the page cache, so that all are measured alike.
  const size = await copyFolder(source, join(root, 'warm'));
  await rm(join(root, 'warm'), { recursive: true });
  const copySeconds = await timed(async () => void (await copyFolder(source, join(root, 'copy'))));
  await rm(join(root, 'copy'), { recursive: true });
  const imports = [];
  const packer = nodePacker();
  for (const quant of ['q4', 'q8'] as const) {
    const out = join(root, quant);
    const seconds = await timed(async () => {
      const options = { quant, packer, createHasher: nodeHasher };
      await importCheckpoint(fileFolder(source), await folderSink(out), options);
    });
    await rm(out, { recursive: true });
    imports.push({ quant, bytesPerSecond: size / seconds, ofCopy: copySeconds / seconds });
  }
  packer.close();
  return { bytes: size, copyBytesPerSecond: size / copySeconds, imports };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Reads and writes in turn, as a program without special calls would. @returns bytes */
async function copyFolder(from: string, to: string): Promise<number> {
  await mkdir(to);
  let bytes = 0;
  const buffer = new Uint8Array(CHUNK);
  for (const file of await readdir(from)) {
    const input = await open(join(from, file), 'r');
    const output = await open(join(to, file), 'w');
    for (;;) {
      const { bytesRead } = await input.read(buffer, 0, CHUNK);
      if (bytesRead === 0) break;
      await output.writeFile(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    await input.close();
    await output.close();
  }
  return bytes;
}

async function writeCheckpoint(folder: string, layers: number): Promise<void> {
  await mkdir(folder);
  const config = { ...CONFIG, num_hidden_layers: layers };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const parts = canonicalTensors(readQwen25VlConfig(config)).flatMap((tensor) => tensor.parts);
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of parts) {
    const size = 2 * shape.reduce((product, n) => product * n, 1);
    header[name] = { dtype: 'BF16', shape, data_offsets: [end, end + size] };
    end += size;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const out = await open(join(folder, 'model.safetensors'), 'w');
  await out.writeFile(Buffer.concat([length, text]));
  const values = new Uint32Array(normalWeights(2 ** 21, 5).buffer);
  const pattern = new Uint8Array(Uint16Array.from(values, (bits) => bits >>> 16).buffer);
  for (let left = end; left > 0; left -= pattern.length)
    await out.writeFile(pattern.subarray(0, Math.min(left, pattern.length)));
  await out.close();
}
