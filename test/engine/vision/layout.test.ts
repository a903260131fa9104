import { describe, expect, test } from 'vitest';
import type { VisionConfig } from '../../../src/engine/config.ts';
import { windowLayout } from '../../../src/engine/vision/layout.ts';

const CONFIG: VisionConfig = {
  hiddenSize: 1280,
  depth: 32,
  heads: 16,
  headDim: 80,
  intermediateSize: 3420,
  patchSize: 14,
  temporalPatchSize: 2,
  spatialMergeSize: 2,
  windowSize: 112,
  fullAttentionBlocks: [7, 15, 23, 31],
  inChannels: 3,
  patchValues: 1176,
  rmsNormEps: 1e-6,
};

describe.each([
  { grid: { height: 8, width: 8 }, windows: 1 },
  { grid: { height: 4, width: 6 }, windows: 1 },
  { grid: { height: 10, width: 18 }, windows: 6 },
  { grid: { height: 64, width: 102 }, windows: 104 },
])('$grid.height × $grid.width patches', ({ grid, windows }) => {
  const layout = windowLayout(grid, CONFIG);
  const patches = grid.height * grid.width;

  test(`fill ${windows} windows of 64 slots`, () => {
    expect([layout.windows, layout.slots]).toEqual([windows, 64]);
  });

  test('each patch has one slot and that slot knows its patch', () => {
    expect(new Set(layout.filled).size).toBe(patches);
    const places = [...layout.filled].map((slot) => layout.slot[Number(slot)]);
    expect(places).toEqual(Array.from({ length: patches }, (_, i) => BigInt(i)));
  });

  test('the four patches of a merged cell stand side by side in one window', () => {
    for (let cell = 0; cell < patches / 4; cell++) {
      const first = Number(layout.filled[4 * cell]);
      expect([...layout.filled.slice(4 * cell, 4 * cell + 4)].map(Number)).toEqual([
        first,
        first + 1,
        first + 2,
        first + 3,
      ]);
      expect(Math.floor(first / 64)).toBe(Math.floor((first + 3) / 64));
    }
  });

  test('exactly the filled keys of a window are seen', () => {
    const filled = new Set([...layout.filled].map(Number));
    for (let window = 0; window < windows; window++) {
      for (const query of [0, 63]) {
        for (let key = 0; key < 64; key++) {
          const bias = layout.bias[(window * 64 + query) * 64 + key] ?? Number.NaN;
          expect(bias === 0).toBe(filled.has(window * 64 + key));
        }
      }
    }
  });
});

test('a patch turns with its row in the first half of the frequencies and with its column in the second', () => {
  const { cos } = windowLayout({ height: 4, width: 6 }, CONFIG);
  // Patch 6 of the merge order is grid row 1, column 2 (golden list of the reference).
  expect(cos[6 * 40]).toBeCloseTo(Math.cos(1), 6);
  expect(cos[6 * 40 + 20]).toBeCloseTo(Math.cos(2), 6);
});
