import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EnginePage, openEnginePage } from '../../src/cli/browser/engine-page.ts';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { outputGrammar } from '../../src/fara/output-grammar.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import type { ChatMessage } from '../../src/protocol/chat.ts';
import type { Shortcuts } from '../../src/protocol/engine.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { expectParity, LIMIT } from './compare.ts';
import {
  CHECKPOINTS,
  importFixture,
  patternImage,
  type ReferenceCase,
  readCases,
  relativeError,
} from './reference.ts';

// The extension's worker in headless Chromium on the software adapter: slow by the dispatch, so few calls.
let page: EnginePage;
beforeAll(async () => {
  page = await openEnginePage({ webgpu: 'software' });
});
afterAll(() => page.close());

const inputOf = (one: ReferenceCase) => ({ inputIds: one.inputIds, images: one.pictures });

describe.each(CHECKPOINTS)('%s on WebGPU', (checkpoint) => {
  test('embeddings, logits and 32 greedy ids are those of transformers', async () => {
    const { device } = await page.load(await importFixture(checkpoint, 'f32'), 'webgpu');
    expect(device).toMatchObject({ backend: 'webgpu', adapter: { architecture: 'swiftshader' } });
    for (const one of await readCases(checkpoint)) {
      const expected = one.greedy['1.05']?.ids ?? [];
      const options = { maxNewTokens: expected.length, repetitionPenalty: 1.05, allLogits: true };
      const tensors = await page.forward(inputOf(one), options);
      expectParity(one, tensors);
      expect(tensors.generated.ids, one.name).toEqual(expected);
    }
  });
});

test('chunked prefill gives the same ids on WebGPU', async () => {
  await page.load(await importFixture('mha16-tied', 'f32'), 'webgpu');
  for (const one of await readCases('mha16-tied')) {
    const expected = one.greedy['1.0']?.ids.slice(0, 6) ?? [];
    const options = { maxNewTokens: 6, repetitionPenalty: 1, allLogits: false, chunkTokens: 33 };
    expect((await page.forward(inputOf(one), options)).generated.ids).toEqual(expected);
  }
});

test.each(['q8', 'q4'] as const)(
  'a %s pack computes the same on WebGPU and on the CPU provider',
  async (quant) => {
    const checkpoint = 'gqa64-ragged-k';
    const folder = await importFixture(checkpoint, quant);
    const [one] = await readCases(checkpoint);
    if (!one) throw new Error(`${checkpoint} has no case`);
    const options = { maxNewTokens: 0, allLogits: true };
    const engine = await Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
    const onCpu = await engine.forward(inputOf(one), options);
    await engine.dispose();
    await page.load(folder, 'webgpu');
    const onGpu = await page.forward(inputOf(one), options);
    expect(relativeError(onGpu.logits, onCpu.logits)).toBeLessThan(LIMIT);
  },
);

test("the worker's own CPU provider computes the same as Node's", async () => {
  const { device } = await page.load(await importFixture('head128-gqa2', 'f32'), 'cpu');
  expect(device.backend).toBe('cpu');
  for (const one of await readCases('head128-gqa2')) {
    const expected = one.greedy['1.05']?.ids ?? [];
    const options = { maxNewTokens: expected.length, repetitionPenalty: 1.05, allLogits: true };
    const tensors = await page.forward(inputOf(one), options);
    expectParity(one, tensors);
    expect(tensors.generated.ids).toEqual(expected);
  }
});

test('auto takes the CPU provider for a small pack where only a software adapter exists', async () => {
  const { device } = await page.load(await importFixture('mha16-tied', 'q8'), 'auto');
  expect(device.backend).toBe('cpu');
});

const PACK = join(import.meta.dirname, '../../models/fara-tiny/pack');
const TASKS = ['Click the red button.', 'Click the red button again.'];

test.runIf(existsSync(join(PACK, 'pack.json')))(
  'fara-tiny, at 8 bits as it ships, says the same with and without every shortcut, in chunks of any size',
  async () => {
    const plain: Shortcuts = {
      prefixCache: false,
      visionCache: false,
      forcedTokens: false,
      speculation: false,
    };
    const expected = await converse({ shortcuts: plain, chunkTokens: 1000 });
    for (const { tokens } of expected) expect(tokens).toMatchObject({ reused: 0, guessed: 0 });
    for (const chunkTokens of [1000, 33]) {
      const answers = await converse({ chunkTokens });
      expect(answers.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
      // The shortcuts were really taken.
      expect(answers[1]?.tokens).toMatchObject({ visionPasses: 1 });
      for (const name of ['reused', 'guessed'] as const) {
        expect(answers[1]?.tokens[name], name).toBeGreaterThan(0);
      }
      expect(answers[1]?.tokens.passes, 'passes').toBeLessThan(expected[1]?.tokens.passes ?? 0);
    }
  },
);

/** A conversation of two steps, each with a picture, on an engine that knows nothing yet. */
async function converse(way: { shortcuts?: Shortcuts; chunkTokens: number }) {
  await page.load(PACK, 'webgpu');
  const messages: ChatMessage[] = [
    { role: 'system', content: [{ type: 'text', text: 'You are fara-tiny. Answer with one action.' }] },
  ];
  const images: Record<string, { width: number; height: number; data: number[] }> = {};
  const answers = [];
  for (const [step, text] of TASKS.entries()) {
    const id = `p${step}`;
    messages.push({
      role: 'user',
      content: [
        { type: 'image', image: id },
        { type: 'text', text },
      ],
    });
    const picture = patternImage(112, 84, step);
    images[id] = { ...picture, data: [...picture.data] };
    const { minPixels, maxPixels } = faraTiny.imageBudget;
    const request = {
      ...way,
      prompt: { messages, images },
      maxNewTokens: 20,
      stop: [...faraTiny.generation.stop],
      imageBudget: { minPixels, maxPixels },
      grammar: outputGrammar(faraTiny),
    };
    const answer = await page.page.evaluate(async ({ prompt, ...rest }) => {
      const pixels = Object.entries(prompt.images).map(
        ([name, { data, ...size }]) => [name, { ...size, data: new Uint8ClampedArray(data) }] as const,
      );
      const { text, ids, tokens } = await sidefaraEngine.client.generate({
        ...rest,
        prompt: { messages: prompt.messages, images: Object.fromEntries(pixels) },
      });
      return { text, ids, tokens };
    }, request);
    messages.push({ role: 'assistant', content: [{ type: 'text', text: answer.text }] });
    answers.push(answer);
  }
  return answers;
}
