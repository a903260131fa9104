import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { KvType } from '../../src/engine/graph/attention.ts';
import { planAttention } from '../../src/engine/graph/attention-range.ts';
import { type HalfPlan, planHalf } from '../../src/engine/graph/half.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { stepRequest } from '../../src/fara/check/ask.ts';
import { getProfile } from '../../src/fara/profiles/index.ts';
import { Pack, type Span } from '../../src/protocol/pack.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { openPack } from '../../src/weights/pack/read.ts';
import type { FolderSource } from '../../src/weights/source.ts';
import { relativeError } from './reference.ts';

/**
 * Half precision by the plan, on the CPU provider, which computes MatMulNBits of float16 as a GPU does: what does not
 * fit becomes infinite. The plans can be replaced by naive ones that narrow every matrix, or what attention reads, as
 * they are.
 */
const naive = vi.hoisted(() => ({ matrices: false, attention: false }));
vi.mock('../../src/engine/graph/half.ts', async (original) => {
  const half = await original<typeof import('../../src/engine/graph/half.ts')>();
  const everything = (pack: Pack): HalfPlan =>
    new Map(Object.entries(pack.tensors).flatMap(([name, { kind }]) => (kind === 'f32' ? [] : [[name, 0]])));
  return {
    ...half,
    planHalf: async (...args: Parameters<typeof half.planHalf>) =>
      naive.matrices ? everything(args[0].pack) : half.planHalf(...args),
  };
});
vi.mock('../../src/engine/graph/attention-range.ts', async (original) => {
  const range = await original<typeof import('../../src/engine/graph/attention-range.ts')>();
  return {
    ...range,
    planAttention: async (...args: Parameters<typeof range.planAttention>) =>
      naive.attention ? [] : range.planAttention(...args),
  };
});
afterEach(() => {
  naive.matrices = naive.attention = false;
});

const PACK = fileFolder(join(import.meta.dirname, '../../models/fara-tiny/pack'));
/** On top of what fara-tiny's MLP products hold, which is a few units. */
const PRODUCT = 2 ** 15;

/** The same model with a residual stream this many times larger, and MLP products that no float16 holds. */
const inflated = (residual: number) =>
  rescaled((name, same) => {
    if (/(^embed|\.o|\.proj|\.patch_embed|\.merger\.fc2|\.(proj|down|fc2)\.bias)$/.test(name))
      return residual;
    if (/\.down$/.test(name)) return residual / PRODUCT;
    return /\.(up|up\.bias)$/.test(name) ? PRODUCT : same;
  });

/** Beyond fara-tiny's queries and values, which are a few units. */
const BEYOND = 2 ** 17;

/**
 * The same model with queries and values that no float16 holds: keys undo the one, the layer after attention the other.
 * @param times how much larger values, and queries, are
 */
const stretched = ({ values, queries }: { values: number; queries: number }) =>
  rescaled((name, same, row) => {
    if (/\.o$/.test(name)) return 1 / values;
    if (!/^layers\.\d+\.qkv(\.bias)?$/.test(name)) return same;
    // fara-tiny has 8 heads of 32, and 2 of keys and of values.
    return row < 256 ? queries : row < 320 ? 1 / queries : values;
  });

/**
 * fara-tiny with some tensors multiplied by powers of two, in memory; `factor` is asked for every row of a matrix, every
 * number of a vector, and returns 1 for what stays.
 */
async function rescaled(factor: (name: string, unchanged: 1, row: number) => number): Promise<FolderSource> {
  const folder = join(import.meta.dirname, '../../models/fara-tiny/pack');
  const pack = Pack.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
  const [shard] = pack.shards;
  if (!shard || pack.shards.length !== 1) throw new Error('one shard was expected');
  const bytes = new Uint8Array(await readFile(join(folder, shard.file)));
  for (const [name, tensor] of Object.entries(pack.tensors)) {
    const span: Span | undefined = tensor.kind === 'f32' ? tensor.data : tensor.scales;
    if (!span) continue;
    const values = new Float32Array(bytes.buffer, bytes.byteOffset + span.offset, span.bytes / 4);
    const perRow = values.length / (tensor.shape[0] ?? 1);
    for (let i = 0; i < values.length; i++)
      values[i] = (values[i] ?? 0) * factor(name, 1, Math.floor(i / perRow));
  }
  return {
    ...PACK,
    open: async (file) => {
      if (file !== shard.file) return PACK.open(file);
      const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
      return { name: file, size: bytes.length, read, close: async () => {} };
    },
  };
}

/** Embeddings of a picture and the logits of a whole prompt about it. */
async function forward(folder: FolderSource, half: boolean, kv: KvType = 'float') {
  const engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu', half, kv });
  try {
    const [width, height] = [896, 560];
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => ((i >> 6) * 37) % 256);
    const { prompt, ...options } = stepRequest(
      getProfile('fara-tiny'),
      [{ role: 'user', kind: 'task', text: 'Click the Help button.', screenshotId: 'a', url: '' }],
      { width, height, data },
    );
    const { imageEmbeds, logits } = await engine.forward(prompt, {
      ...options,
      maxNewTokens: 0,
      allLogits: true,
    });
    return { imageEmbeds, logits };
  } finally {
    await engine.dispose();
  }
}

let known: ReturnType<typeof forward> | undefined;
/** fara-tiny as it is, in float32. */
const reference = () => {
  known ??= forward(PACK, false);
  return known;
};

const allFinite = (values: Float32Array) => values.every(Number.isFinite);

test('half precision changes fara-tiny as little as rounding does', async () => {
  const exact = await reference();
  const half = await forward(PACK, true);
  expect(relativeError(half.imageEmbeds, exact.imageEmbeds)).toBeLessThan(0.01);
  expect(relativeError(half.logits, exact.logits)).toBeLessThan(0.01);
  // It did compute otherwise.
  expect(relativeError(half.logits, exact.logits)).toBeGreaterThan(1e-5);
});

test.each([
  ['a residual stream beyond float16', 2 ** 14],
  ['one that needs its inputs divided', 2 ** 7],
])('weights that overflow a naive half precision graph do not overflow this one: %s', async (_, residual) => {
  const hot = await inflated(residual);
  const open = await openPack(hot);
  const exponents = [...(await planHalf(open, 'decoder')).values()];
  // Layers beyond saving are left out, the others divided.
  expect(exponents.length < 4 * open.config.text.layers || Math.max(...exponents) > 0).toBe(true);
  await open.close();

  const exact = await forward(hot, false);
  // Norms undo the residual's factor, `down` that of the product: the same model, but for epsilon.
  expect(relativeError(exact.logits, (await reference()).logits)).toBeLessThan(1e-3);
  naive.matrices = true;
  const overflown = await forward(hot, true);
  expect(allFinite(overflown.imageEmbeds)).toBe(false);
  expect(allFinite(overflown.logits)).toBe(false);
  naive.matrices = false;
  const half = await forward(hot, true);
  expect(relativeError(half.imageEmbeds, exact.imageEmbeds)).toBeLessThan(0.01);
  expect(relativeError(half.logits, exact.logits)).toBeLessThan(0.01);
});

test.each([
  ['values', { values: BEYOND, queries: 1 }],
  ['values and queries', { values: BEYOND, queries: BEYOND }],
])('as a GPU has it, products and cache in half precision: %s that no half holds', async (_, factors) => {
  const hot = await stretched(factors);
  const exact = await forward(hot, false);
  expect(relativeError(exact.logits, (await reference()).logits)).toBeLessThan(1e-3);
  naive.attention = true;
  expect(allFinite((await forward(hot, true, 'float16')).logits)).toBe(false);
  naive.attention = false;
  const half = await forward(hot, true, 'float16');
  expect(relativeError(half.logits, exact.logits)).toBeLessThan(0.01);
  const open = await openPack(hot);
  for (const { queries, values } of await planAttention(open)) {
    expect([queries > 0, values > 0]).toEqual([factors.queries > 1, factors.values > 1]);
  }
  await open.close();
});

test('fara-tiny needs no powers of two, and keeps what it computes in half precision throughout', async () => {
  const half = await forward(PACK, true, 'float16');
  expect(relativeError(half.logits, (await reference()).logits)).toBeLessThan(0.01);
  const open = await openPack(PACK);
  for (const fold of await planAttention(open)) expect(fold).toEqual({ queries: 0, values: 0 });
  await open.close();
});

test('the plan holds what follows a norm or attention, and leaves in float32 what has no bound', async () => {
  const open = await openPack(PACK);
  const plan = await planHalf(open, 'decoder');
  const { layers } = open.config.text;
  const expected = Array.from({ length: layers }, (_, i) =>
    ['qkv', 'o', 'gate', 'up'].map((name) => `layers.${i}.${name}`),
  );
  expect([...plan.keys()].sort()).toEqual(expected.flat().sort());
  const vision = [...(await planHalf(open, 'vision')).keys()];
  expect(vision).toHaveLength(4 * open.config.vision.depth);
  expect(vision.filter((name) => !/^visual\.blocks\.\d+\.(qkv|proj|gate|up)$/.test(name))).toEqual([]);
  await open.close();
});

test('the exponent follows the weights, and a layer beyond saving stays float32', async () => {
  const warm = await openPack(await rescaled((name, same) => (name === 'layers.1.o' ? 2 ** 5 : same)));
  const cool = await openPack(PACK);
  const [after, before] = [await planHalf(warm, 'decoder'), await planHalf(cool, 'decoder')];
  expect(after.get('layers.1.o')).toBeGreaterThan(before.get('layers.1.o') ?? 0);
  expect(after.get('layers.0.o')).toBe(before.get('layers.0.o'));

  const wild = await openPack(await rescaled((name, same) => (name === 'layers.1.gate' ? 2 ** 22 : same)));
  const plan = await planHalf(wild, 'decoder');
  expect(plan.has('layers.1.gate')).toBe(false);
  expect(plan.has('layers.1.up')).toBe(true);
  for (const open of [warm, cool, wild]) await open.close();
});
