import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { Pack } from '../../src/protocol/pack.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { importFixture, patternImage } from '../parity/reference.ts';

const IDS = [5, 6, 7, 8, 9, 10, 11, 12];
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.load(fileFolder(await importFixture('mha16-tied', 'f32')), nodeRuntime(), {
    backend: 'cpu',
  });
});
afterAll(() => engine.dispose());

describe('an abort', () => {
  test('in mid-decode ends the generation, and the next one is right', async () => {
    const expected = await engine.generate({ inputIds: IDS, images: [] }, { maxNewTokens: 8 });
    const controller = new AbortController();
    const reason = new Error('the person pressed stop');
    setTimeout(() => controller.abort(reason), 60);
    const started = performance.now();
    const long = engine.generate(
      { inputIds: IDS, images: [] },
      { maxNewTokens: 2000, stop: undefined, signal: controller.signal },
    );
    await expect(long).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1000);
    const again = await engine.generate({ inputIds: IDS, images: [] }, { maxNewTokens: 8 });
    expect(again.ids).toEqual(expected.ids);
    expect(again.tokens.reused).toBe(IDS.length - 1);
  });

  test('between two prefill chunks keeps what was computed', async () => {
    await engine.forget();
    const inputIds = Array.from({ length: 600 }, (_, i) => i % 200);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const options = { maxNewTokens: 1, chunkTokens: 1, signal: controller.signal };
    await expect(engine.generate({ inputIds, images: [] }, options)).rejects.toThrow('aborted');
    const { tokens } = await engine.generate({ inputIds, images: [] }, { maxNewTokens: 1 });
    expect(tokens.reused).toBeGreaterThan(0);
    expect(tokens.reused + tokens.prefilled).toBe(600);
  });
});

describe('a request that cannot be carried out says why', () => {
  const pad = 252;
  const refused = (inputIds: number[], images = [patternImage(56, 56, 1)], maxNewTokens = 1) =>
    expect(engine.generate({ inputIds, images }, { maxNewTokens })).rejects;

  test('an empty prompt', () =>
    refused([], []).toMatchObject({ code: 'bad-request', message: 'the prompt is empty' }));
  test('an image without tokens', () => refused([1]).toThrow('1 images for 0 runs of image tokens'));
  test('image tokens in the wrong number', () =>
    refused([1, pad, pad, 2]).toThrow(/takes 4 tokens at 56x56 px, the ids have 2/));
  test('an id outside the vocabulary', () =>
    refused([999], []).toThrow('999 is outside the vocabulary of 256'));
  test('more tokens than the model was made for', () =>
    refused([1], [], 4000).toThrow('4001 tokens, the model was made for 2048'));
  test('more tokens than memory was set aside for', { timeout: 60_000 }, async () => {
    const folder = fileFolder(await importFixture('mha16-tied', 'f32'));
    const small = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' }, { contextTokens: 16 });
    const ask = (maxNewTokens: number) =>
      small.generate({ inputIds: IDS, images: [] }, { maxNewTokens, shortcuts: { speculation: false } });
    await expect(ask(9)).rejects.toMatchObject({
      code: 'context-full',
      message: expect.stringMatching(/17 tokens.*set aside for 16.*longer context in the settings/),
    });
    // What was refused has changed nothing, and what just fits is answered.
    expect((await ask(8)).tokens.generated).toBe(8);
    await small.dispose();
  });
  test('messages for a pack without a tokenizer', () =>
    expect(engine.generate({ messages: [], images: {} }, { maxNewTokens: 1 })).rejects.toThrow(
      'no tokenizer',
    ));
});

test('one image token a picture is expanded', async () => {
  const pad = 252;
  const images = [patternImage(84, 56, 1)];
  const short = await engine.forward(
    { inputIds: [1, pad, 2], images },
    { maxNewTokens: 0, allLogits: false },
  );
  expect(short.inputIds).toEqual([1, ...new Array<number>(6).fill(pad), 2]);
});

test('an image seen before is not encoded again', async () => {
  const inputIds = [1, ...new Array<number>(4).fill(252), 3];
  const images = [patternImage(56, 56, 9)];
  const first = await engine.generate({ inputIds, images }, { maxNewTokens: 1 });
  expect(first.tokens.visionPasses).toBe(1);
  await engine.forget();
  // Another prompt, and a copy of the pixels, as another step's screenshot of an unchanged page is.
  const copies = images.map(({ data, ...size }) => ({ ...size, data: data.slice() }));
  const again = await engine.generate({ inputIds: [7, ...inputIds], images: copies }, { maxNewTokens: 1 });
  expect(again.tokens).toMatchObject({ reused: 0, visionPasses: 0 });
  const second = await engine.generate({ inputIds, images: copies }, { maxNewTokens: 1 });
  expect(second.tokens.visionPasses).toBe(0);
  expect(second.ids).toEqual(first.ids);
  const off = { maxNewTokens: 1, shortcuts: { visionCache: false, prefixCache: false } };
  const anew = await engine.generate({ inputIds, images }, off);
  expect(anew.tokens).toMatchObject({ reused: 0, visionPasses: 1 });
  expect(anew.ids).toEqual(first.ids);
});

test('one new screenshot a step costs one vision pass, with three in the prompt', async () => {
  const image = (step: number) => patternImage(56, 56, 20 + step);
  const turn = new Array<number>(4).fill(252);
  for (let step = 2; step < 5; step++) {
    const images = [image(step - 2), image(step - 1), image(step)];
    const inputIds = [1, ...turn, 2, ...turn, 3, ...turn, 4];
    const { tokens } = await engine.generate({ inputIds, images }, { maxNewTokens: 1 });
    expect(tokens.visionPasses).toBe(step === 2 ? 3 : 1);
  }
});

test('a picture is decoded when it is new, and never again', async () => {
  const decoded: string[] = [];
  const picture = (digest: string, pattern: number) => ({
    digest,
    sent: { width: 56, height: 56 },
    pixels: async () => {
      decoded.push(digest);
      return patternImage(112, 112, pattern);
    },
  });
  const turn = new Array<number>(4).fill(252);
  const inputIds = [1, ...turn, 2, ...turn];
  const [a, b, c] = [picture('a', 31), picture('b', 32), picture('c', 33)];
  const first = await engine.generate({ inputIds, images: [a, b] }, { maxNewTokens: 1 });
  await engine.generate({ inputIds, images: [b, c] }, { maxNewTokens: 1 });
  const again = await engine.generate({ inputIds, images: [a, b] }, { maxNewTokens: 1 });
  expect(decoded).toEqual(['a', 'b', 'c']);
  expect(again.ids).toEqual(first.ids);
});

test("the checkpoint's end-of-sequence token ends the answer", async () => {
  const free = await engine.generate({ inputIds: IDS, images: [] }, { maxNewTokens: 6 });
  expect(free).toMatchObject({ stopReason: 'length', tokens: { generated: 6 } });
  const [first = -1, second = -1] = [...new Set(free.ids)];
  const folder = await importFixture('mha16-tied', 'f32');
  const path = join(folder, 'pack.json');
  const pack = Pack.parse(JSON.parse(await readFile(path, 'utf8')));
  pack.generationConfig = { ...pack.generationConfig, eos_token_id: [second] };
  await writeFile(path, JSON.stringify(pack));
  const stopping = await Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
  const answer = await stopping.generate({ inputIds: IDS, images: [] }, { maxNewTokens: 6 });
  expect(answer.stopReason).toBe('stop');
  const unending = await stopping.generate({ inputIds: IDS, images: [] }, { maxNewTokens: 6, stop: [] });
  expect(unending).toMatchObject({ stopReason: 'length', ids: free.ids });
  expect(answer.ids).toEqual(free.ids.slice(0, free.ids.indexOf(second) + 1));
  expect(answer.ids[0]).toBe(first);
  await stopping.dispose();
}, 60_000);
