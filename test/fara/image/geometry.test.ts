import { expect, test } from 'vitest';
import { gridOf, imageTokenCount, QWEN25_VISION } from '../../../src/fara/image/geometry.ts';
import { imagePatches } from '../../../src/fara/image/patches.ts';
import { windowIndex } from '../../../src/fara/image/windows.ts';
import { visionPositions } from '../../../src/fara/position/vision-rotary.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import { golden, int32Bytes, sha256 } from '../fixtures.ts';

interface GeometryCase {
  grid_thw: [number, number, number];
  tokens: number;
  cu_window_seqlens: number[];
  window_index_sha256_i32le: string;
  rot_pos_head: [number, number][];
  pixel_values_shape?: [number, number];
  pixel_values_sample?: Record<string, number[]>;
  pixel_values_sample_columns?: number[];
  pixel_values_mean?: number;
}
const cases = Object.entries(golden<{ cases: Record<string, GeometryCase> }>('golden-geometry.json').cases);

const sizeOf = (name: string) => {
  const [width, height] = name.split('x').map(Number) as [number, number];
  return { width, height };
};

/** The golden vectors' test pattern: R = y, G = x, B = x + y, all mod 256. */
function pattern({ width, height }: { width: number; height: number }): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) data.set([y % 256, x % 256, (x + y) % 256, 255], p);
  }
  return { width, height, data };
}

test.each(cases)('grid, windows and rotary positions of a %s image', (name, expected) => {
  const grid = gridOf(sizeOf(name), QWEN25_VISION);
  expect([1, grid.height, grid.width]).toEqual(expected.grid_thw);
  expect(imageTokenCount(grid, 2)).toBe(expected.tokens);
  const windows = windowIndex(grid, QWEN25_VISION);
  expect([...windows.cuSeqlens]).toEqual(expected.cu_window_seqlens);
  expect(sha256(int32Bytes(windows.index))).toBe(expected.window_index_sha256_i32le);
  expect([...windows.reverse].map((i) => windows.index[i])).toEqual([...windows.index.keys()]);
  const { rows, columns } = visionPositions(grid, 2);
  const head = expected.rot_pos_head.map((_, i) => [rows[i], columns[i]]);
  expect(head).toEqual(expected.rot_pos_head);
});

test.each(cases.filter(([, c]) => c.pixel_values_shape))('pixel values of a %s image', (name, expected) => {
  const { grid, patches } = imagePatches(pattern(sizeOf(name)), QWEN25_VISION);
  const [rows, rowLength] = expected.pixel_values_shape as [number, number];
  expect(patches.length).toBe(rows * rowLength);
  expect(grid.height * grid.width).toBe(rows);
  for (const [row, values] of Object.entries(expected.pixel_values_sample ?? {})) {
    expected.pixel_values_sample_columns?.forEach((column, i) => {
      expect(patches[Number(row) * rowLength + column]).toBeCloseTo(values[i] as number, 5);
    });
  }
  const mean = patches.reduce((sum, v) => sum + v, 0) / patches.length;
  expect(mean).toBeCloseTo(expected.pixel_values_mean as number, 5);
});

test('an image that was not resized is refused', () => {
  expect(() => gridOf({ width: 1440, height: 900 }, QWEN25_VISION)).toThrow(/1440x900 px.*multiples of 28/);
});
