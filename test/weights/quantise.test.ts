import { describe, expect, test } from 'vitest';
import { roundToHalf } from '../../src/weights/float16.ts';
import { dequantiseRows } from '../../src/weights/quantise/dequantise.ts';
import { quantiseRows } from '../../src/weights/quantise/quantise.ts';

/** Roughly normal values with a few outliers, as trained weights have them; a fixed sequence. */
function weights(count: number, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: count }, (_, i) => {
    const normal = Array.from({ length: 8 }, uniform).reduce((a, b) => a + b, 0) * 0.025;
    return i % 511 === 0 ? normal * 6 : normal;
  });
}

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
}

/** The plain way: the largest value of a block decides its scale. */
function byLargestValue(values: Float32Array, high: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += 32) {
    const block = values.subarray(start, start + 32);
    const scale = roundToHalf(block.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / high);
    block.forEach((value, i) => {
      out[start + i] = Math.min(high, Math.max(-high - 1, Math.round(value / scale))) * scale;
    });
  }
  return out;
}

describe.each([
  { kind: 'q4' as const, high: 7, bound: 0.1, gain: 0.85 },
  { kind: 'q8' as const, high: 127, bound: 0.007, gain: 1 },
])('$kind', ({ kind, high, bound, gain }) => {
  const rows = 64;
  const columns = 512;
  const values = weights(rows * columns, 7);
  const packed = quantiseRows(kind, values, rows, columns);
  const back = dequantiseRows(kind, packed.data, packed.scales, rows, columns);

  test(`reads back within a relative error of ${bound}`, () => {
    const relative = Math.sqrt(
      squaredError(back, values) / squaredError(values, new Float32Array(values.length)),
    );
    expect(relative).toBeLessThan(bound);
    expect(Math.sqrt(packed.squaredError / packed.squaredNorm)).toBeCloseTo(relative, 6);
  });

  test('beats the scale of the largest value in squared error, in all and in nearly every block', () => {
    const plain = byLargestValue(values, high);
    expect(squaredError(back, values)).toBeLessThan(gain * squaredError(plain, values));
    let worse = 0;
    for (let at = 0; at < values.length; at += 32) {
      const block = (of: Float32Array) =>
        squaredError(of.subarray(at, at + 32), values.subarray(at, at + 32));
      if (block(back) > block(plain) * 1.02) worse++;
    }
    // The search is over a few levels, so a block can be missed; it must stay the exception.
    expect(worse / (values.length / 32)).toBeLessThan(kind === 'q4' ? 0.002 : 0.1);
  });

  test('every scale is exactly a half-precision number', () => {
    for (const scale of packed.scales) expect(Object.is(roundToHalf(scale), scale) || scale === 0).toBe(true);
  });

  test('a block of zeros, a constant block and values too small for half precision stay finite and close', () => {
    const special = new Float32Array(96);
    special.fill(-0.37, 32, 64);
    special.fill(1e-9, 64, 96);
    const out = quantiseRows(kind, special, 1, 96);
    const read = dequantiseRows(kind, out.data, out.scales, 1, 96);
    expect([...read.subarray(0, 32)].every((value) => value === 0)).toBe(true);
    for (const value of read.subarray(32, 64)) expect(value).toBeCloseTo(-0.37, 3);
    for (const value of read.subarray(64)) expect(Math.abs(value)).toBeLessThan(1e-7);
  });

  test('a value that is no number is refused', () => {
    expect(() => quantiseRows(kind, Float32Array.of(1, Number.NaN), 1, 2)).toThrow(RangeError);
    expect(() => quantiseRows(kind, Float32Array.of(Number.POSITIVE_INFINITY, 0), 1, 2)).toThrow(RangeError);
  });
});

test('4-bit values lie in pairs, low nibble first, with zero point 8', () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => (i % 16) - 8);
  const { data, scales } = quantiseRows('q4', values, 1, 32);
  expect([...scales]).toEqual([1]);
  expect([...data.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
});

test('8-bit values have zero point 128', () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => (i === 0 ? -128 : i - 16));
  const { data, scales } = quantiseRows('q8', values, 1, 32);
  expect([...scales]).toEqual([1]);
  expect([...data.subarray(0, 4)]).toEqual([0, 113, 114, 115]);
});

test('K is padded with the zero point up to a multiple of 32', () => {
  const { data, scales } = quantiseRows('q4', weights(2 * 40, 3), 2, 40);
  expect([data.length, scales.length]).toEqual([2 * 2 * 16, 4]);
  for (const row of [0, 1])
    expect([...data.subarray(row * 32 + 20, row * 32 + 32)]).toEqual(Array(12).fill(0x88));
});
