import { expect, test } from 'vitest';
import type { DecoderConfig } from '../../../src/engine/config.ts';
import { rotaryRows } from '../../../src/engine/decoder/rotary-table.ts';
import { mropePositions } from '../../../src/fara/position/mrope.ts';

const CONFIG: DecoderConfig = {
  hiddenSize: 3584,
  layers: 28,
  heads: 28,
  kvHeads: 4,
  headDim: 128,
  intermediateSize: 18944,
  vocabSize: 152064,
  rmsNormEps: 1e-6,
  maxPositions: 128000,
  ropeTheta: 1e6,
  mropeSection: [16, 24, 24],
  tied: false,
};
const IMAGE = 7;
/** 3 text tokens, an image of 2 × 3 cells, 2 text tokens. */
const IDS = [1, 2, 3, ...new Array<number>(6).fill(IMAGE), 4, 5];
const POSITIONS = mropePositions(IDS, [{ height: 4, width: 6 }], { imageTokenId: IMAGE, mergeSize: 2 });
const frequency = (j: number) => 1 / 1e6 ** ((2 * j) / 128);

test('an image token turns by time, row and column in its sections', () => {
  // Token 8 is the last cell: t 3, h 4, w 5.
  const { cos, sin } = rotaryRows(CONFIG, POSITIONS, 8, 9);
  for (const [j, position] of [
    [0, 3],
    [15, 3],
    [16, 4],
    [39, 4],
    [40, 5],
    [63, 5],
  ] as const) {
    expect(cos[j]).toBeCloseTo(Math.cos(position * frequency(j)), 6);
    expect(sin[j]).toBeCloseTo(Math.sin(position * frequency(j)), 6);
  }
});

test('generated tokens go on with index + delta on all axes', () => {
  // Index 13, delta -3.
  const { cos } = rotaryRows(CONFIG, POSITIONS, 13, 14);
  for (const j of [0, 20, 50]) expect(cos[j]).toBeCloseTo(Math.cos(10 * frequency(j)), 6);
});
