import { describe, expect, test } from 'vitest';
import { QWEN25_VISION } from '../../../src/fara/image/geometry.ts';
import { imagePatches } from '../../../src/fara/image/patches.ts';
import { resizeBicubic } from '../../../src/fara/image/resize.ts';
import { smartResize } from '../../../src/fara/image/smart-resize.ts';
import { windowIndex } from '../../../src/fara/image/windows.ts';
import { mropePositions } from '../../../src/fara/position/mrope.ts';
import { visionPositions } from '../../../src/fara/position/vision-rotary.ts';
import { golden, int32Bytes, sha256 } from '../fixtures.ts';
import { noise } from './rgb.ts';

interface Vectors {
  windows: {
    grid: [number, number];
    patch: number;
    merge: number;
    window: number;
    index_sha256: string;
    cu: number[];
    positions_sha256: string;
  }[];
  mrope: { parts: (number | [number, number])[]; merge: number; sha256_thw: string; delta: number }[];
  pixels: {
    input: [number, number];
    seed: number;
    min_pixels: number;
    max_pixels: number;
    grid: [number, number];
    shape: [number, number];
    stride: number;
    samples: number[];
  }[];
}
const vectors = golden<Vectors>('reference-vectors.json');

describe('as transformers computes it', () => {
  test.each(vectors.windows)(
    'windows and positions of a $grid grid, merge $merge, window $window px',
    ({ grid: [height, width], patch, merge, window, index_sha256, cu, positions_sha256 }) => {
      const geometry = { ...QWEN25_VISION, patchSize: patch, mergeSize: merge, windowSize: window };
      const { index, cuSeqlens } = windowIndex({ height, width }, geometry);
      expect([...cuSeqlens]).toEqual(cu);
      expect(sha256(int32Bytes(index))).toBe(index_sha256);
      const { rows, columns } = visionPositions({ height, width }, merge);
      const pairs = Int32Array.from([...rows].flatMap((row, i) => [row, columns[i] as number]));
      expect(sha256(int32Bytes(pairs))).toBe(positions_sha256);
    },
  );

  test.each(vectors.mrope)(
    'M-RoPE positions of $parts, merge $merge',
    ({ parts, merge, sha256_thw, delta }) => {
      const grids = parts
        .filter((part) => typeof part !== 'number')
        .map(([height, width]) => ({ height, width }));
      const ids = parts.flatMap((part) =>
        typeof part === 'number'
          ? new Array<number>(part).fill(1)
          : new Array<number>((part[0] * part[1]) / merge ** 2).fill(7),
      );
      const positions = mropePositions(ids, grids, { imageTokenId: 7, mergeSize: merge });
      const { temporal, height, width } = positions;
      expect(sha256(int32Bytes(Int32Array.from([...temporal, ...height, ...width])))).toBe(sha256_thw);
      expect(positions.delta).toBe(delta);
    },
  );

  test.each(vectors.pixels)(
    'noise of $input px from bytes to pixel values, budget $min_pixels to $max_pixels',
    ({ input, seed, min_pixels, max_pixels, grid: [height, width], shape, stride, samples }) => {
      const image = noise(input, seed);
      const budget = { patchSize: 14, mergeSize: 2, minPixels: min_pixels, maxPixels: max_pixels };
      const { grid, patches } = imagePatches(resizeBicubic(image, smartResize(image, budget)), QWEN25_VISION);
      expect(grid).toEqual({ height, width });
      expect(patches.length).toBe(shape[0] * shape[1]);
      const own = samples.map((_, i) => patches[i * stride] as number);
      own.forEach((value, i) => {
        expect(value).toBeCloseTo(samples[i] as number, 5);
      });
    },
  );
});
