import { expect, test } from 'vitest';
import { mropePositions } from '../../../src/fara/position/mrope.ts';
import { golden, int32Bytes, sha256 } from '../fixtures.ts';

interface MropeCase {
  length: number;
  rope_delta: number;
  t?: number[];
  h?: number[];
  w?: number[];
  sha256_i32le_thw?: string;
  last?: [number, number, number];
}
const cases = Object.entries(golden<{ mrope: Record<string, MropeCase> }>('golden-geometry.json').mrope);
const IMAGE = 7;
const config = { imageTokenId: IMAGE, mergeSize: 2 };

/** `5t+20x32+3t`: five text tokens, an image of 20x32 patches, three text tokens. */
function sequence(name: string) {
  const ids: number[] = [];
  const grids: { height: number; width: number }[] = [];
  for (const part of name.split('+')) {
    if (part.endsWith('t')) {
      ids.push(...new Array<number>(Number.parseInt(part, 10)).fill(1));
      continue;
    }
    const [height, width] = part.split('x').map(Number) as [number, number];
    grids.push({ height, width });
    ids.push(...new Array<number>((height * width) / 4).fill(IMAGE));
  }
  return { ids, grids };
}

test.each(cases)('positions of %s', (name, expected) => {
  const { ids, grids } = sequence(name);
  const { temporal, height, width, delta } = mropePositions(ids, grids, config);
  expect(ids.length).toBe(expected.length);
  expect(delta).toBe(expected.rope_delta);
  if (expected.t)
    expect([[...temporal], [...height], [...width]]).toEqual([expected.t, expected.h, expected.w]);
  if (expected.last) {
    expect([temporal.at(-1), height.at(-1), width.at(-1)]).toEqual(expected.last);
    const all = Int32Array.from([...temporal, ...height, ...width]);
    expect(sha256(int32Bytes(all))).toBe(expected.sha256_i32le_thw);
  }
});

test('text alone counts up, with delta 0', () => {
  const { temporal, delta } = mropePositions([1, 2, 3], [], config);
  expect([...temporal, delta]).toEqual([0, 1, 2, 0]);
});

test('image tokens and grids must agree', () => {
  const { ids, grids } = sequence('3t+4x6+2t');
  expect(() => mropePositions(ids, [], config)).toThrow(/only 0 grids/);
  expect(() => mropePositions(ids, [...grids, ...grids], config)).toThrow(/2 grids were given.*1 images/);
  expect(() => mropePositions(ids, [{ height: 8, width: 8 }], config)).toThrow(
    /needs 16 image tokens.*has 6/,
  );
});
