import { expect, test } from 'vitest';
import { checkResult } from '../../../src/fara/check/result.ts';
import { getProfile, profiles } from '../../../src/fara/profiles/index.ts';
import { CheckResult } from '../../../src/protocol/check.ts';
import type { ModelInfo } from '../../../src/protocol/model.ts';
import { type Asked, act, call, checkOf, INFO, middle } from './model.ts';

const tiny = getProfile('fara-tiny');

async function resultOf(answer: (asked: Asked) => string, info: Partial<ModelInfo> = {}, profile = tiny) {
  const { answers } = await checkOf(profile, answer);
  return checkResult({ ...INFO, ...info }, profile, answers, 5);
}

test.each(profiles.map((profile) => [profile.id, profile] as const))(
  'whoever clicks the middle hits every target with %s',
  async (_, profile) => {
    const result = await resultOf((asked) => act(asked, middle(asked)), {}, profile);
    expect(CheckResult.parse(result)).toMatchObject({
      verdict: 'good',
      hits: 20,
      targets: 20,
      readable: 20,
      textsRight: 4,
      texts: 4,
      causes: [],
      secondsPerAnswer: 2,
      viewport: profile.viewport,
    });
    // Rounding to whole px of the image.
    expect(result.meanErrorPx).toBeLessThan(2);
    expect(result.summary).toMatch(/^20 of 20 targets hit, [01] px mean error: good$/);
  },
);

test('a miss counts with its distance; one of twenty is still good, seven are not', async () => {
  const missing = (share: string[]) => (asked: Asked) =>
    act(asked, share.some((word) => asked.task.includes(word)) ? [0, 0] : middle(asked));
  const one = await resultOf(missing(['Kite']));
  expect(one).toMatchObject({ verdict: 'good', hits: 19, causes: [] });
  const miss = one.answers.find(({ hit }) => !hit);
  // Centre of the link: 40 + 76 / 2, 256 + 46 / 2.
  expect(miss?.errorPx).toBeCloseTo(Math.hypot(78, 279), 1);
  expect(one.meanErrorPx).toBeGreaterThan(Math.hypot(78, 279) / 20 - 0.1);
  const six = await resultOf(missing(['Kite', 'More', 'Drum', 'News', 'Plant']));
  expect(six).toMatchObject({ verdict: 'fair', hits: 14 });
  const seven = await resultOf(missing(['Kite', 'More', 'Drum', 'News', 'Plant', 'Save']));
  expect(seven).toMatchObject({ verdict: 'bad', hits: 13 });
  expect(seven.causes.length).toBeGreaterThan(0);
});

test('a wrong text does not undo the hit, a click into the field does not count as typing', async () => {
  const wrong = await resultOf((asked) => act({ ...asked, text: asked.text && 'x' }, middle(asked)));
  expect(wrong).toMatchObject({ hits: 20, textsRight: 0, texts: 4 });
  const clicks = await resultOf((asked) => call({ action: 'left_click', coordinate: middle(asked) }));
  expect(clicks).toMatchObject({ hits: 20, textsRight: 0 });
});

test.each<[string, RegExp, (asked: Asked) => string, string?]>([
  ['nonsense', /^8 of 8 answers hold no action of the profile fara-tiny/, () => 'lamp lamp lamp'],
  [
    'an action it was never taught',
    /hold no action of the profile/,
    (asked) => call({ action: 'web_search', query: asked.task }),
  ],
  ['y before x', /read as y before x/, (asked) => act(asked, [middle(asked)[1], middle(asked)[0]])],
  [
    'parts of a grid',
    /read as parts of a 1000 × 1000 grid/,
    (asked) => {
      const [x, y] = middle(asked);
      return act(asked, [(x / asked.image.width) * 1000, (y / asked.image.height) * 1000]);
    },
    'fara-7b',
  ],
  ['one place for all', /does not see the screenshot/, (asked) => act(asked, [224, 140])],
  [
    'points all over',
    /sees the screenshot wrongly/,
    (asked) => act(asked, [(asked.task.length * 97) % 448, (asked.task.length * 61) % 280]),
  ],
  ['scrolling', /^In 8 of 8 answers it did not point/, () => call({ action: 'scroll', pixels: -400 })],
])('%s is told apart', async (_, cause, answer, profile = 'fara-tiny') => {
  const result = await resultOf(answer, {}, getProfile(profile));
  expect(result.verdict).toBe('bad');
  expect(result.causes[0]).toMatch(cause);
  expect(result.causes.at(-1)).toMatch(/Verify/);
});

test('where nothing is hit it ends early, and says how many were asked', async () => {
  const { answers, requests } = await checkOf(tiny, () => '???');
  expect(requests).toHaveLength(8);
  const result = checkResult(INFO, tiny, answers, 0);
  expect(result).toMatchObject({ targets: 20, hits: 0, readable: 0, meanErrorPx: null });
  expect(result.summary).toBe('0 of the first 8 targets hit, no point to measure: bad');
});

test('how it is stored and what it runs on are suspects of their own', async () => {
  const { causes } = await resultOf(() => '???', {
    quant: 'q4',
    device: { backend: 'webgpu', adapter: 'a GPU' },
  });
  expect(causes).toEqual(
    expect.arrayContaining([expect.stringMatching(/4 bits/), expect.stringMatching(/on the CPU/)]),
  );
});
