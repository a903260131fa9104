import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { CHECKPOINTS, importFixture, type ReferenceCase, readCases, relativeError } from './reference.ts';

const LIMIT = 1e-3;

describe.each(CHECKPOINTS)('%s on the CPU provider', (checkpoint) => {
  let engine: Engine;
  let cases: ReferenceCase[];

  beforeAll(async () => {
    cases = await readCases(checkpoint);
    const folder = fileFolder(await importFixture(checkpoint, 'f32'));
    engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
  });
  afterAll(() => engine.dispose());

  test('image embeddings and logits are those of transformers', async () => {
    for (const one of cases) {
      const input = { inputIds: one.inputIds, images: one.pictures };
      const { imageEmbeds, logits } = await engine.forward(input, { maxNewTokens: 0, allLogits: true });
      const { vocabSize, hiddenSize } = engine.pack.config.text;
      one.imageEmbedRows?.forEach((row, i) => {
        const actual = imageEmbeds.subarray(row * hiddenSize, (row + 1) * hiddenSize);
        expect(
          relativeError(actual, one.expectedEmbeds[i] ?? []),
          `${one.name}: embedding ${row}`,
        ).toBeLessThan(LIMIT);
      });
      one.logitPositions.forEach((position, i) => {
        const actual = logits.subarray(position * vocabSize, (position + 1) * vocabSize);
        expect(
          relativeError(actual, one.expectedLogits[i] ?? []),
          `${one.name}: logits ${position}`,
        ).toBeLessThan(LIMIT);
      });
    }
  });

  test('32 greedy ids are those of transformers, with and without repetition penalty', async () => {
    for (const one of cases) {
      for (const [penalty, { ids }] of Object.entries(one.greedy)) {
        const input = { inputIds: one.inputIds, images: one.pictures };
        const options = { maxNewTokens: ids.length, repetitionPenalty: Number(penalty) };
        expect((await engine.generate(input, options)).ids, `${one.name}, penalty ${penalty}`).toEqual(ids);
      }
    }
  });

  test('chunked, one-shot and kept-prefix prefill give the same ids', async () => {
    for (const one of cases) {
      const input = { inputIds: one.inputIds, images: one.pictures };
      await engine.forget();
      const whole = await engine.generate(input, { maxNewTokens: 12 });
      expect(whole.tokens.reused).toBe(0);
      const kept = await engine.generate(input, { maxNewTokens: 12 });
      expect(kept.tokens.reused).toBe(one.inputIds.length - 1);
      expect(kept.ids).toEqual(whole.ids);
      for (const chunkTokens of [1, 7, 33]) {
        await engine.forget();
        const chunked = await engine.generate(input, { maxNewTokens: 12, chunkTokens });
        expect(chunked.ids, `${one.name}, chunks of ${chunkTokens}`).toEqual(whole.ids);
      }
    }
  });
});
