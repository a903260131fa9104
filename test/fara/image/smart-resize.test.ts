import { expect, test } from 'vitest';
import { roundHalfToEven, smartResize } from '../../../src/fara/image/smart-resize.ts';
import { golden } from '../fixtures.ts';

const fara = { patchSize: 14, mergeSize: 2, minPixels: 3136, maxPixels: 12_845_056 };
const { resize } = golden<{ resize: Record<string, [number, number]> }>('golden-loop.json');

const parse = (size: string) => {
  const [width, height] = size.split('x').map(Number) as [number, number];
  return { width, height };
};

test.each(Object.entries(resize))('%s is sent as %j', (from, [width, height]) => {
  expect(smartResize(parse(from), fara)).toEqual({ width, height });
});

test('ties go to the even neighbour', () => {
  expect([50.5, 51.5, 0.5, 1.5, 2.49, 2.51].map(roundHalfToEven)).toEqual([50, 52, 0, 2, 2, 3]);
});

test('an image that has been resized stays as it is, and sides and area keep the budget', () => {
  const tight = { ...fara, minPixels: 56 * 56, maxPixels: 448 * 280 };
  for (const budget of [fara, tight]) {
    for (let width = 10; width < 3000; width += 37) {
      for (let height = 30; height < 2000; height += 61) {
        const once = smartResize({ width, height }, budget);
        expect((once.width % 28) | (once.height % 28)).toBe(0);
        expect(once.width * once.height).toBeLessThanOrEqual(budget.maxPixels);
        expect(once.width * once.height).toBeGreaterThanOrEqual(budget.minPixels);
        expect(smartResize(once, budget)).toEqual(once);
      }
    }
  }
});

test('a strip is refused with value and limit', () => {
  expect(() => smartResize({ width: 4001, height: 20 }, fara)).toThrow(/4001x20 px.*200\.1.*limit of 200/);
  expect(() => smartResize({ width: 0, height: 20 }, fara)).toThrow(/0x20 px/);
});
