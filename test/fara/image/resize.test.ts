import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { resizeBicubic } from '../../../src/fara/image/resize.ts';
import { golden, sha256, sharedFixture } from '../fixtures.ts';
import { fromChannels, noise, rgbBytes } from './rgb.ts';

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

test.each(golden<{ resize: NoiseCase[] }>('reference-vectors.json').resize)(
  'noise of $input px becomes $size px byte for byte as Pillow does it',
  ({ input, seed, size: [width, height], head, sha256_rgb }) => {
    const bytes = rgbBytes(resizeBicubic(noise(input, seed), { width, height }));
    expect([...bytes.subarray(0, 12)]).toEqual(head);
    expect(sha256(bytes)).toBe(sha256_rgb);
  },
);

const pages = sharedFixture('resize/golden-resize.json');
const pageCases: PageCase[] = pages ? JSON.parse(readFileSync(pages, 'utf8')).cases : [];

test.runIf(pages).each(pageCases)(
  '$input becomes $size px byte for byte as Pillow does it',
  ({ input, size: [width, height], sha256_rgb }) => {
    const png = decode(readFileSync(new URL(input, pages as URL)));
    const page = fromChannels([png.width, png.height], png.channels, png.data);
    expect(sha256(rgbBytes(resizeBicubic(page, { width, height })))).toBe(sha256_rgb);
  },
);

test('alpha is ignored and comes back opaque', () => {
  const opaque = noise([20, 20], 9);
  const clear = { ...opaque, data: opaque.data.map((v, i) => (i % 4 === 3 ? 0 : v)) };
  const size = { width: 28, height: 28 };
  expect(resizeBicubic(clear, size)).toEqual(resizeBicubic(opaque, size));
});

test('an image that has the size already is left alone', () => {
  const image = noise([28, 56], 10);
  expect(resizeBicubic(image, { width: 28, height: 56 })).toEqual(image);
});

test('bytes that are not RGBA rows are refused', () => {
  const rgb = { width: 2, height: 2, data: new Uint8Array(12) };
  expect(() => resizeBicubic(rgb, { width: 1, height: 1 })).toThrow(
    /2x2 px has 12 bytes; RGBA rows would be 16/,
  );
});
