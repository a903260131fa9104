import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { runModel } from '../../src/cli/model/index.ts';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { openPack, readTensor } from '../../src/weights/pack/read.ts';
import { synthesisePack } from '../../src/weights/synth/synth.ts';
import { patternImage } from '../parity/reference.ts';
import { PARITY, TINY_CONFIG } from './checkpoint_files.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';
import { collectOutput } from './output.ts';

const root = mkdtempSync(join(tmpdir(), 'sidefara-synth-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let output: () => string;
beforeEach(() => {
  output = collectOutput();
  return () => vi.restoreAllMocks();
});

const options = {
  config: TINY_CONFIG,
  quant: 'q4',
  seed: 7,
  name: 'tiny-random',
  profile: null,
  sideFiles: null,
} as const;

test('the same seed gives the same pack, another one another', async () => {
  const hashes = async (seed: number) => {
    const pack = await synthesisePack(memorySink(), { ...options, seed });
    return pack.shards.map(({ sha256 }) => sha256);
  };
  const first = await hashes(7);
  expect(await hashes(7)).toEqual(first);
  expect(await hashes(8)).not.toEqual(first);
});

test('matrices have mean 0 and the deviation that keeps what passes through them; norms are 1', async () => {
  const sink = memorySink();
  await synthesisePack(sink, { ...options, config: { ...TINY_CONFIG, vocab_size: 4000 } });
  const pack = await openPack(memoryFolder(sink.files));
  for (const name of ['embed', 'lm_head']) {
    const values = await readTensor(pack, name);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length - mean ** 2;
    expect(Math.abs(mean) * Math.sqrt(48)).toBeLessThan(0.02);
    expect(variance * 48).toBeCloseTo(1, 1);
  }
  expect(new Set(await readTensor(pack, 'norm'))).toEqual(new Set([1]));
});

test('a stop in the middle leaves nothing', async () => {
  const sink = memorySink();
  const controller = new AbortController();
  const reason = new Error('the person pressed Ctrl+C');
  const stopped = synthesisePack(sink, {
    ...options,
    signal: controller.signal,
    onProgress: ({ tensor }) => {
      if (tensor === 'embed') controller.abort(reason);
    },
  });
  await expect(stopped).rejects.toBe(reason);
  expect([sink.aborted, sink.files]).toEqual([true, {}]);
});

test('the command makes a pack that passes verification and answers with finite numbers', async () => {
  const out = join(root, 'pack');
  const json = join(root, 'report.json');
  const geometry = join(PARITY, 'gqa32-sharded');
  expect(await runModel(['synth', geometry, '--out', out, '--seed', '3', '--json', json])).toBe(0);
  expect(output()).toMatch(
    /gqa32-sharded-random, q4, seed 3, 49 tensors of random weights\n.*\nno tokenizer/,
  );
  const report = JSON.parse(readFileSync(json, 'utf8'));
  expect(report).toMatchObject({ seed: 3, tensors: 49, files: [] });
  expect(report.bytesOut).toBe(readFileSync(join(out, 'shard-00.bin')).length);
  expect(readdirSync(out)).toEqual(['pack.json', 'shard-00.bin']);
  expect(await runModel(['verify', out])).toBe(0);

  const engine = await Engine.load(fileFolder(out), nodeRuntime(), { backend: 'cpu' });
  try {
    const prompt = { inputIds: [5, 6, 7, 158, 156, 156, 156, 156, 159], images: [patternImage(56, 56, 1)] };
    const { logits, imageEmbeds, generated } = await engine.forward(prompt, {
      maxNewTokens: 12,
      allLogits: true,
    });
    expect([...logits, ...imageEmbeds].every(Number.isFinite)).toBe(true);
    const size = Math.sqrt(logits.reduce((sum, x) => sum + x * x, 0) / logits.length);
    expect(size).toBeGreaterThan(0.3);
    expect(size).toBeLessThan(3);
    expect(new Set(generated.ids).size).toBeGreaterThan(1);
  } finally {
    await engine.dispose();
  }
}, 30_000);

test('the tokenizer of the folder comes along', async () => {
  const folder = mkdtempSync(join(root, 'with-tokenizer-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(TINY_CONFIG));
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  expect(await runModel(['synth', folder, '--out', join(root, 'spoken')])).toBe(0);
  expect(output()).toMatch(/tokenizer from with-tokenizer-/);
  expect(existsSync(join(root, 'spoken', 'tokenizer.json'))).toBe(true);
});

test.each([
  [['synth', 'fara-7b']],
  [['synth', 'fara-7b', '--out', 'x', '--quant', 'q5']],
  [['synth', 'fara-7b', '--out', 'x', '--seed', 'many']],
])('%j is a usage error', async (args) => {
  expect(await runModel(args)).toBe(2);
});
