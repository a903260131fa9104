import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { resizeBicubic } from '../../../src/fara/image/resize.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import { golden, sha256, sharedFixture } from '../fixtures.ts';

interface NoiseCase {
  input: [number, number];
  seed: number;
  size: [number, number];
  sha256_rgb: string;
  head: number[];
}
interface PageCase {
  input: string;
  size: [number, number];
  sha256_rgb: string;
}

function rgba(width: number, height: number, channels: number, source: ArrayLike<number>): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = source[i * channels + c] as number;
  }
  return { width, height, data };
}

function rgb({ width, height, data }: RgbaImage): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[i * 3 + c] = data[i * 4 + c] as number;
  }
  return out;
}

function noise([width, height]: [number, number], seed: number): RgbaImage {
  let state = seed;
  const bytes = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return rgba(width, height, 3, bytes);
}

test.each(golden<{ cases: NoiseCase[] }>('pillow-noise.json').cases)(
  'noise of $input px becomes $size px byte for byte as Pillow does it',
  ({ input, seed, size: [width, height], head, sha256_rgb }) => {
    const bytes = rgb(resizeBicubic(noise(input, seed), { width, height }));
    expect([...bytes.subarray(0, 12)]).toEqual(head);
    expect(sha256(bytes)).toBe(sha256_rgb);
  },
);

const pages = sharedFixture('resize/golden-resize.json');
const pageCases: PageCase[] = pages ? JSON.parse(readFileSync(pages, 'utf8')).cases : [];

test.runIf(pages).each(pageCases)(
  '$input becomes $size px byte for byte as Pillow does it',
  ({ input, size, sha256_rgb }) => {
    const png = decode(readFileSync(new URL(input, pages as URL)));
    const page = rgba(png.width, png.height, png.channels, png.data);
    const [width, height] = size;
    expect(sha256(rgb(resizeBicubic(page, { width, height })))).toBe(sha256_rgb);
  },
);

test('alpha is ignored and comes back opaque', () => {
  const opaque = noise([20, 20], 9);
  const clear = { ...opaque, data: opaque.data.map((v, i) => (i % 4 === 3 ? 0 : v)) };
  const size = { width: 28, height: 28 };
  expect(resizeBicubic(clear, size)).toEqual(resizeBicubic(opaque, size));
});

test('bytes that are not RGBA rows are refused', () => {
  expect(() =>
    resizeBicubic({ width: 2, height: 2, data: new Uint8Array(12) }, { width: 1, height: 1 }),
  ).toThrow(/2x2 px has 12 bytes; RGBA rows would be 16/);
});
