import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chunkFor } from '../../src/engine/budget/chunk.ts';
import { checkLimits } from '../../src/engine/budget/limits.ts';
import { memoryNeeds } from '../../src/engine/budget/needs.ts';
import { backendFor } from '../../src/engine/device/choose.ts';
import { Pack, type PackTensor } from '../../src/protocol/pack.ts';
import { spanBytes } from '../../src/weights/pack/layout.ts';
import { shardBytes } from '../../src/weights/pack/size.ts';
import { kindFor } from '../../src/weights/quantise/recipe.ts';
import { readQwen25VlConfig } from '../../src/weights/qwen2_5_vl/config.ts';
import { FARA_7B_CONFIG } from '../../src/weights/qwen2_5_vl/fara_7b.ts';
import { canonicalTensors } from '../../src/weights/qwen2_5_vl/tensors.ts';

/** pack.json of Fara-7B as an import would write it, without the shards. */
function faraPack(quant: Pack['quant']): Pack {
  const config = readQwen25VlConfig(FARA_7B_CONFIG);
  const tensors = canonicalTensors(config).map(({ name, role, shape }): [string, PackTensor] => {
    const kind = kindFor(quant, role);
    const { data, scales } = spanBytes(kind, shape);
    const span = (bytes: number) => ({ shard: 0, offset: 0, bytes });
    return [name, { kind, shape, data: span(data), ...(scales > 0 ? { scales: span(scales) } : {}) }];
  });
  return {
    format: 'sidefara-pack',
    version: 1,
    name: 'fara',
    architecture: 'qwen2_5_vl',
    quant,
    profile: 'fara-7b',
    config: FARA_7B_CONFIG,
    generationConfig: null,
    preprocessorConfig: null,
    tensors: Object.fromEntries(tensors),
    shards: [{ file: 'shard-00.bin', bytes: shardBytes(config, quant), sha256: '' }],
    files: [],
  };
}

test('Fara-7B at 4 bits: weights, conversation and work, by hand', () => {
  const needs = memoryNeeds(faraPack('q4'), { contextTokens: 12_288 });
  // 28 layers × keys and values × 4 heads × 128 numbers × 4 bytes; once 64 cosines and 64 sines
  expect(needs.gpu.conversation).toBe(12_288 * (28 * 2 * 4 * 128 * 4 + 2 * 64 * 4));
  // The pack's 5.80 GB without the embedding, 152,064 rows of 112 blocks of 36 bytes.
  expect(needs.gpu.weights / 1e9).toBeCloseTo(5.796 - (152_064 * 112 * 36) / 1e9, 2);
  expect(needs.screenshotTokens).toBe(1632);
  expect(needs.gpu.total).toBe(needs.gpu.weights + needs.gpu.conversation + needs.gpu.work);
  expect(needs.page.staging + needs.page.kept).toBeLessThan(1.5e9);
  expect(needs.at4Bits).toBeNull();
  // On the processor: float32, without the embedding.
  expect(needs.processor).toBe((8_292_166_656 - 152_064 * 3584) * 4);
});

test('prompt tokens per call follow from the budget: memory, length of one call, and no answer depends on them', () => {
  // A second of a fast GPU allows Fara-7B 512 tokens, whatever its recipe.
  for (const quant of ['q4', 'q8'] as const) {
    const pack = faraPack(quant);
    const { chunkTokens, gpu } = memoryNeeds(pack, {});
    expect(chunkTokens).toBe(512);
    const bytes = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
    expect(gpu.total).toBeLessThan(1.15 * bytes + gpu.conversation);
    expect(memoryNeeds(pack, { chunkTokens: 64 }).gpu.work).toBeLessThan(gpu.work);
  }
  const within = (most: number) => (tokens: number) => tokens <= most;
  expect(chunkFor(within(4096), 1e6)).toBe(1024);
  expect(chunkFor(within(512), 1e6)).toBe(512);
  expect(chunkFor(within(511), 1e6)).toBe(256);
  expect(chunkFor(within(0), 1e6)).toBe(64);
  expect(chunkFor(within(4096), 4e10)).toBe(128);
});

test('what would fit: each context has its own sum, and 8 bits know what 4 would save', () => {
  const needs = memoryNeeds(faraPack('q8'), { contextTokens: 8192 });
  for (const { contextTokens, gpuBytes } of needs.contexts) {
    expect(memoryNeeds(faraPack('q8'), { contextTokens }).gpu.total).toBe(gpuBytes);
  }
  expect(needs.at4Bits).toBeCloseTo(memoryNeeds(faraPack('q4'), { contextTokens: 8192 }).gpu.total, -4);
  const half = memoryNeeds(faraPack('q8'), { contextTokens: 8192, kv: 'float16' });
  const rotary = 8192 * 2 * 64 * 4;
  expect(half.gpu.conversation - rotary).toBe((needs.gpu.conversation - rotary) / 2);
});

test('a context beyond what the model was made for is cut to it', () => {
  const url = new URL('../../models/fara-tiny/pack/pack.json', import.meta.url);
  const tiny = Pack.parse(JSON.parse(readFileSync(url, 'utf8')));
  const needs = memoryNeeds(tiny, { contextTokens: 16_384 });
  expect(needs.contextTokens).toBe(tiny.config.max_position_embeddings);
  expect(needs.contexts.every(({ contextTokens }) => contextTokens <= needs.contextTokens)).toBe(true);
});

test('every part of Fara-7B fits the buffers that each WebGPU device gives, at the default context', () => {
  const limits = { maxBufferSize: 256 * 2 ** 20, maxStorageBufferBindingSize: 128 * 2 ** 20 };
  for (const quant of ['q4', 'q8', 'f32'] as const) {
    expect(() => checkLimits(memoryNeeds(faraPack(quant), {}), limits)).not.toThrow();
  }
  const small = { maxBufferSize: 64 * 2 ** 20, maxStorageBufferBindingSize: 64 * 2 ** 20 };
  expect(() => checkLimits(memoryNeeds(faraPack('q4'), {}), small)).toThrow(
    expect.objectContaining({
      code: 'too-large-for-gpu',
      message: expect.stringMatching(/needs 101 MB in one piece, and this GPU's driver gives at most 67 MB/),
    }),
  );
});

test('where a pack runs, before any kernel is tested', () => {
  const real = { software: false };
  const software = { software: true };
  expect(backendFor('auto', 5e9, real)).toBe('webgpu');
  expect(backendFor('auto', 1e7, software)).toBe('cpu');
  expect(backendFor('auto', 1e7, null)).toBe('cpu');
  expect(backendFor('webgpu', 5e9, software)).toBe('webgpu');
  for (const adapter of [software, null]) {
    expect(() => backendFor('auto', 5e9, adapter)).toThrow();
  }
  expect(() => backendFor('cpu', 5e9, real)).toThrow(expect.objectContaining({ code: 'too-large-for-cpu' }));
  expect(() => backendFor('webgpu', 1e7, null)).toThrow(expect.objectContaining({ code: 'no-gpu' }));
});
