import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { expectParity } from './compare.ts';
import { CHECKPOINTS, importFixture, type ReferenceCase, readCases } from './reference.ts';

describe.each(CHECKPOINTS)('%s on the CPU provider', (checkpoint) => {
  let engine: Engine;
  let cases: ReferenceCase[];
  const inputOf = (one: ReferenceCase) => ({ inputIds: one.inputIds, images: one.pictures });

  beforeAll(async () => {
    cases = await readCases(checkpoint);
    const folder = fileFolder(await importFixture(checkpoint, 'f32'));
    engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
  });
  afterAll(() => engine.dispose());

  test('image embeddings and logits are those of transformers', async () => {
    for (const one of cases) {
      expectParity(one, await engine.forward(inputOf(one), { maxNewTokens: 0, allLogits: true }));
    }
  });

  test('32 greedy ids are those of transformers, with and without repetition penalty', async () => {
    for (const one of cases) {
      for (const [penalty, { ids }] of Object.entries(one.greedy)) {
        const options = { maxNewTokens: ids.length, repetitionPenalty: Number(penalty) };
        const { ids: generated } = await engine.generate(inputOf(one), options);
        expect(generated, `${one.name}, penalty ${penalty}`).toEqual(ids);
      }
    }
  });

  test('one-shot, chunked and kept-prefix prefill give the same ids', async () => {
    for (const one of cases) {
      await engine.forget();
      const whole = await engine.generate(inputOf(one), { maxNewTokens: 12 });
      expect(whole.tokens.reused).toBe(0);
      for (const chunkTokens of [1, 7, 33]) {
        await engine.forget();
        const { ids } = await engine.generate(inputOf(one), { maxNewTokens: 12, chunkTokens });
        expect(ids, `${one.name}, chunks of ${chunkTokens}`).toEqual(whole.ids);
      }
      // The prompt goes on where the kept sequence, answer included, ended.
      const longer = [...one.inputIds, ...whole.ids, 1, 2, 3];
      const kept = await engine.generate({ inputIds: longer, images: one.pictures }, { maxNewTokens: 12 });
      expect(kept.tokens.reused).toBe(one.inputIds.length + whole.ids.length - 1);
      await engine.forget();
      const fresh = await engine.generate({ inputIds: longer, images: one.pictures }, { maxNewTokens: 12 });
      expect(fresh.tokens.reused).toBe(0);
      expect(kept.ids, `${one.name}, on top of a kept prefix`).toEqual(fresh.ids);
    }
  });
});

test('a changed image is not taken for the kept one', async () => {
  const [one] = (await readCases('gqa32-sharded')).filter(({ images }) => images.length === 2);
  if (!one) throw new Error('the checkpoint has no case with two images');
  const folder = fileFolder(await importFixture('gqa32-sharded', 'f32'));
  const engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
  const [first, second] = one.pictures;
  if (!first || !second) throw new Error('the case has no two images');
  await engine.generate({ inputIds: one.inputIds, images: one.pictures }, { maxNewTokens: 1 });
  const inverted = { ...second, data: second.data.map((value, i) => (i % 4 === 3 ? value : 255 - value)) };
  const changed = await engine.generate(
    { inputIds: one.inputIds, images: [first, inverted] },
    { maxNewTokens: 1 },
  );
  const pads = one.inputIds
    .map((id, i) => (id === engine.pack.config.tokens.image ? i : -1))
    .filter((i) => i >= 0);
  const startOfSecond = pads[(first.width / 28) * (first.height / 28)];
  expect(changed.tokens.reused).toBe(startOfSecond);
  await engine.dispose();
});
