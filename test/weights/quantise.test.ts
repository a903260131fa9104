import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { roundToHalf } from '../../src/weights/float16.ts';
import { dequantiseRows } from '../../src/weights/quantise/dequantise.ts';
import { quantiseRows } from '../../src/weights/quantise/quantise.ts';
import { buildKernel, KERNELS } from '../../src/weights/wasm/build.ts';
import { plainQuantiseRows } from './plain_quantiser.ts';
import { normalWeights, randomSequence } from './random.ts';

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
  const values = normalWeights(rows * columns, 7);
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
  const { data, scales } = quantiseRows('q4', normalWeights(2 * 40, 3), 2, 40);
  expect([data.length, scales.length]).toEqual([2 * 2 * 16, 4]);
  for (const row of [0, 1])
    expect([...data.subarray(row * 32 + 20, row * 32 + 32)]).toEqual(Array(12).fill(0x88));
});

describe.each(['q4', 'q8'] as const)('%s, vectorised', (kind) => {
  /** Blocks of every kind, mixed: usual, all zero, constant, tiny, huge, with one outlier, on the border of two levels. */
  function mixed(count: number, seed: number): Float32Array {
    const pick = randomSequence(seed);
    const values = normalWeights(count, seed);
    for (let at = 0; at < count; at += 32) {
      const block = values.subarray(at, at + 32);
      const scale = [1, 0, 1e-8, 1e-6, 1e30, 1e-38, 3e3][pick(12)] ?? 1;
      const form = pick(6);
      const [first = 0] = block;
      block.forEach((value, i) => {
        if (form === 0) block[i] = first * scale;
        else if (form === 1) block[i] = Math.round(value * 64) / 2;
        else if (form === 2) block[i] = i === 7 ? 1 : value * scale * 1e-3;
        else block[i] = value * scale;
      });
    }
    return values;
  }

  test.each([
    { rows: 3000, columns: 128 },
    { rows: 1, columns: 32 },
    { rows: 37, columns: 75 },
    { rows: 4099, columns: 32 },
  ])(
    'gives the bytes of the plain loop for $rows × $columns',
    ({ rows, columns }) => {
      const values = mixed(rows * columns, rows + columns);
      const plain = plainQuantiseRows(kind, values, rows, columns);
      const found = quantiseRows(kind, values, rows, columns);
      expect(Buffer.compare(found.data, plain.data)).toBe(0);
      expect(Buffer.compare(new Uint8Array(found.scales.buffer), new Uint8Array(plain.scales.buffer))).toBe(
        0,
      );
      expect([found.squaredError, found.squaredNorm]).toEqual([plain.squaredError, plain.squaredNorm]);
    },
    60_000,
  );

  test('tells about where a value is not finite', () => {
    const values = normalWeights(400_000, 3);
    values[311_111] = Number.NaN;
    expect(() => quantiseRows(kind, values, 1, values.length)).toThrow(/near index 311104 is not finite/);
  }, 60_000);
});

test.each(Object.entries(KERNELS))(
  '%s is what its text compiles to',
  async (file, { name, text }) => {
    const built: Record<string, string> = await import(
      join(import.meta.dirname, '../../src/weights/wasm', file)
    );
    expect(Buffer.from(await buildKernel(text())).toString('base64')).toBe(built[name]);
  },
  60_000,
);
