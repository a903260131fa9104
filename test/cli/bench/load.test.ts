import { afterAll, describe, expect, test } from 'vitest';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { openPack } from '../../../src/weights/pack/read.ts';
import { questionFor, readOptions } from '../../bench/load/options.ts';
import { medianPace, paceOf } from '../../bench/load/pace.ts';

const PACK = ['--pack', 'models/fara-tiny/pack'];
const open = await openPack(fileFolder('models/fara-tiny/pack'));
afterAll(() => open.close());

describe('what the load bench asks of a pack', () => {
  test("a step: the system prompt's length of text around one screenshot of the profile's size", () => {
    const { tokens, text } = open.config;
    const { inputIds, image, maxNewTokens } = questionFor(open, readOptions([...PACK, '--step']));
    expect(image).toEqual({ width: 448, height: 280 });
    expect(maxNewTokens).toBe(80);
    const marks = [tokens.visionStart, tokens.image, tokens.visionEnd];
    const at = inputIds.indexOf(tokens.visionStart);
    expect(inputIds.slice(at, at + 3)).toEqual(marks);
    const words = inputIds.filter((id) => !marks.includes(id));
    expect(words).toHaveLength(1430);
    expect(words.every((id) => id < text.vocabSize)).toBe(true);
  });

  test("Fara-7B's screenshot is 1428 x 896 px, 1,632 tokens", () => {
    const fara7b = { ...open, pack: { ...open.pack, profile: 'fara-7b' } };
    const { image } = questionFor(fara7b, readOptions([...PACK, '--step']));
    expect((image.width / 28) * (image.height / 28)).toBe(1632);
  });

  test('smaller by its own options', () => {
    const smaller = ['--step', '--text', '3', '--image', '56x28', '--tokens', '2', '--rounds', '1'];
    expect(questionFor(open, readOptions([...PACK, ...smaller]))).toMatchObject({
      textTokens: 3,
      image: { width: 56, height: 28 },
      maxNewTokens: 2,
      rounds: 1,
    });
  });

  test.each([[[]], [[...PACK, '--image', '56']], [[...PACK, '--tokens', '1']]])('refuses %j', (args) =>
    expect(() => readOptions(args)).toThrow(),
  );
});

test('the pace of an answer: the first token comes with the prompt, each further one of a pass', () => {
  const timings = { preprocessMs: 100, visionMs: 400, prefillMs: 500, decodeMs: 2000 };
  const tokens = { prompt: 50, reused: 0, prefilled: 50, generated: 5, passes: 4 };
  const result = { ids: [], text: '', stopReason: 'length' as const, timings, tokens, images: [] };
  const pace = paceOf({ result, ms: 3010 });
  expect(pace).toEqual({
    seconds: { step: 3.01, firstToken: 1, vision: 0.4, prefill: 0.5, perToken: 0.5 },
    tokensPerSecond: { prefill: 100, decode: 2 },
  });
  const slower = paceOf({ result, ms: 5010 });
  expect(medianPace([pace, slower]).seconds.step).toBeCloseTo(4.01);
});
