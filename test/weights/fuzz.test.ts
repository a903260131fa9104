import { expect, test } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import type { GgufValue } from '../../src/weights/gguf/cursor.ts';
import { readGgufHeader } from '../../src/weights/gguf/header.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { openModelFolder } from '../../src/weights/model_folder.ts';
import { openPack } from '../../src/weights/pack/read.ts';
import { readHeader } from '../../src/weights/safetensors/checkpoint.ts';
import { type ByteSource, checkRange, type FolderSource } from '../../src/weights/source.ts';
import { TINY_CONFIG, tinyFolder, tinyTensors, withHeader } from './checkpoint_files.ts';
import { ggufFile, ggufFolder, ggufParts } from './gguf_files.ts';
import { f32 } from './gguf_forms.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';
import { mutateBytes, mutateText, randomSequence } from './random.ts';

/** Half a minute alone, all together; the machine may be busy. */
const TIMEOUT = 300_000;

/** A file in memory that refuses to hand out more than it has, and remembers how much was asked for at most. */
function watched(name: string, bytes: Uint8Array): ByteSource & { most: number } {
  const source = {
    name,
    size: bytes.length,
    most: 0,
    async read(offset: number, length: number) {
      source.most = Math.max(source.most, length);
      checkRange(source, offset, length);
      return bytes.slice(offset, offset + length);
    },
    async close() {},
  };
  return source;
}

function watchedFolder(files: Record<string, Uint8Array>): FolderSource & { most: (file: string) => number } {
  const opened = new Map<string, { most: number }>();
  return {
    name: 'fuzz',
    has: async (file) => Object.hasOwn(files, file),
    list: async () => Object.keys(files).sort(),
    async open(file) {
      const source = watched(file, files[file] ?? new Uint8Array());
      opened.set(file, source);
      return source;
    },
    most: (file) => opened.get(file)?.most ?? 0,
  };
}

/**
 * Runs `work` on each mutation; anything but success or a WeightsError fails.
 * @returns how many were refused
 */
async function run(count: number, work: (i: number) => Promise<void>): Promise<number> {
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const error = await work(i).catch((reason: unknown) => reason ?? new Error('nothing'));
    if (error === undefined) continue;
    refused++;
    if (!(error instanceof WeightsError))
      throw new Error(`mutation ${i}: ${String(error)}`, { cause: error });
  }
  return refused;
}

test(
  '20,000 mutated safetensors headers',
  async () => {
    const pick = randomSequence(11);
    const text = JSON.stringify({
      __metadata__: { format: 'pt' },
      a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
      b: { dtype: 'BF16', shape: [4], data_offsets: [16, 24] },
      'model.layers.0.mlp.gate_proj.weight': { dtype: 'F16', shape: [1, 4], data_offsets: [24, 32] },
    });
    const whole = withHeader(text, [new Uint8Array(32)]);
    const refused = await run(20_000, async (i) => {
      const bytes =
        i % 2 === 0 ? withHeader(mutateText(text, pick), [new Uint8Array(32)]) : mutateBytes(whole, pick);
      const file = watched('model.safetensors', bytes);
      try {
        const entries = await readHeader(file);
        const end = entries.reduce((last, { offset, bytes }) => Math.max(last, offset + bytes), 0);
        if (entries.length > 0 && end !== file.size)
          throw new Error(`tensors up to ${end} in ${file.size} bytes`);
      } finally {
        expect(file.most).toBeLessThanOrEqual(file.size);
      }
    });
    expect(refused).toBeGreaterThan(10_000);
  },
  TIMEOUT,
);

test(
  '22,000 mutated GGUF headers',
  async () => {
    const pick = randomSequence(12);
    const whole = ggufFile(
      {
        'general.architecture': 'qwen2vl',
        'general.alignment': 32,
        'qwen2vl.block_count': 1,
        'qwen2vl.rope.freq_base': 1e6 + 0.5,
        'tokenizer.ggml.tokens': ['a', 'bc', '<|im_end|>'],
        'tokenizer.ggml.token_type': [1, 1, 3],
      },
      {
        'token_embd.weight': { dtype: 'F16', shape: [3, 8], data: new Uint8Array(48) },
        'blk.0.ffn_up.weight': { dtype: 'Q8_0', shape: [2, 32], data: new Uint8Array(68) },
        'output_norm.weight': { dtype: 'F32', shape: [8], data: new Uint8Array(32) },
      },
    );
    const refused = await run(22_000, async () => {
      const file = watched('model.gguf', mutateBytes(whole, pick));
      try {
        const { metadata, tensors } = await readGgufHeader(file);
        const end = Math.max(0, ...tensors.map(({ offset, bytes }) => offset + bytes));
        if (end > file.size) throw new Error(`tensors up to ${end} in ${file.size} bytes`);
        const values = [...metadata.values()].reduce<number>((sum, value) => sum + valuesOf(value), 0);
        if (values > file.size) throw new Error(`${values} values in ${file.size} bytes`);
      } finally {
        expect(file.most).toBeLessThanOrEqual(file.size);
      }
    });
    expect(refused).toBeGreaterThan(10_000);
  },
  TIMEOUT,
);

function valuesOf(value: GgufValue): number {
  return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + valuesOf(item), 1) : 1;
}

test(
  '2,000 mutated GGUF models, opened whole',
  async () => {
    const pick = randomSequence(13);
    const { 'model.gguf': model, 'mmproj.gguf': mmproj } = ggufFolder(
      ggufParts(TINY_CONFIG, tinyTensors(), f32),
    );
    if (!model || !mmproj) throw new Error('no files');
    const refused = await run(2000, async (i) => {
      // Nearly all of these files is data; only what lies before it says anything.
      const damaged = (bytes: Uint8Array) => mutateBytes(bytes, pick, 3000);
      const files = i % 2 === 0 ? { model: damaged(model), mmproj } : { model, mmproj: damaged(mmproj) };
      const folder = watchedFolder({ 'model.gguf': files.model, 'mmproj.gguf': files.mmproj });
      try {
        const { checkpoint, sideFiles } = await openModelFolder(folder);
        await sideFiles();
        await checkpoint.close();
      } finally {
        expect(folder.most('model.gguf')).toBeLessThanOrEqual(files.model.length);
        expect(folder.most('mmproj.gguf')).toBeLessThanOrEqual(files.mmproj.length);
      }
    });
    expect(refused).toBeGreaterThan(1000);
  },
  TIMEOUT,
);

test(
  '8,000 mutated pack.json files',
  async () => {
    const pick = randomSequence(14);
    const sink = memorySink();
    await importCheckpoint(memoryFolder(tinyFolder()), sink, { quant: 'q4' });
    const shard = sink.files['shard-00.bin'] ?? new Uint8Array();
    const whole = sink.files['pack.json'] ?? new Uint8Array();
    // Without its spaces, so that most mutations meet something that means something.
    const text = JSON.stringify(JSON.parse(new TextDecoder().decode(whole)));
    const refused = await run(8000, async (i) => {
      const json =
        i % 2 === 0
          ? new TextEncoder().encode(mutateText(text, pick))
          : mutateBytes(new TextEncoder().encode(text), pick);
      const folder = watchedFolder({ 'pack.json': json, 'shard-00.bin': shard });
      try {
        const { pack, shards, close } = await openPack(folder);
        await close();
        for (const { data, scales } of Object.values(pack.tensors)) {
          const end = Math.max(data.offset + data.bytes, (scales?.offset ?? 0) + (scales?.bytes ?? 0));
          if (end > (shards[data.shard]?.size ?? 0)) throw new Error(`a span up to ${end}`);
        }
      } finally {
        expect(folder.most('pack.json')).toBeLessThanOrEqual(json.length);
        expect(folder.most('shard-00.bin')).toBe(0);
      }
    });
    expect(refused).toBeGreaterThan(4000);
  },
  TIMEOUT,
);
