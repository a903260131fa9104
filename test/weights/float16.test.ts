import { describe, expect, test } from 'vitest';
import { fromHalfBits, roundToHalf } from '../../src/weights/float16.ts';
import { decodeFloats } from '../../src/weights/safetensors/decode.ts';

const patterns = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** IEEE 754-2019, table 3.5, by its definition in whole numbers of 2^-24. */
function halfByDefinition(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  const units = exponent === 0 ? mantissa : (1024 + mantissa) * 2 ** (exponent - 1);
  return (sign * units) / 16777216;
}

describe('stored floats become float32 exactly', () => {
  test('all 65,536 half-precision patterns', () => {
    const decoded = decodeFloats('F16', new Uint8Array(patterns.buffer));
    for (const bits of patterns) {
      const expected = halfByDefinition(bits);
      if (!Object.is(decoded[bits], expected))
        expect({ bits, value: decoded[bits] }).toEqual({ bits, value: expected });
    }
  });

  test('all 65,536 bf16 patterns are the upper half of a float32', () => {
    const decoded = decodeFloats('BF16', new Uint8Array(patterns.buffer));
    const view = new DataView(new ArrayBuffer(4));
    for (const bits of patterns) {
      view.setUint32(0, bits * 65536);
      if (!Object.is(decoded[bits], view.getFloat32(0))) {
        expect({ bits, value: decoded[bits] }).toEqual({ bits, value: view.getFloat32(0) });
      }
    }
  });

  test('f32 from an address that is not a multiple of four', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setFloat32(1, -1.5, true);
    new DataView(bytes.buffer).setFloat32(5, 3e-41, true);
    expect([...decodeFloats('F32', bytes.subarray(1))]).toEqual([-1.5, Math.fround(3e-41)]);
  });
});

describe('rounding to half precision', () => {
  const finite = [...patterns]
    .filter((bits) => ((bits >> 10) & 31) !== 31 && bits < 0x8000)
    .map(fromHalfBits);

  test('every half is its own rounding, in both signs', () => {
    for (const value of finite) {
      if (roundToHalf(value) !== value || roundToHalf(-value) !== -value)
        expect(roundToHalf(value)).toBe(value);
    }
  });

  test('between two neighbours the nearer one wins, and the even one at the middle', () => {
    for (let i = 0; i + 1 < finite.length; i++) {
      const low = finite[i] ?? 0;
      const high = finite[i + 1] ?? 0;
      const even = i % 2 === 0 ? low : high;
      const found = [0.25, 0.5, 0.75].map((part) => roundToHalf(low + part * (high - low)));
      if (found.join() !== [low, even, high].join()) expect(found).toEqual([low, even, high]);
    }
  });

  test('what lies beyond the range is held at its end', () => {
    expect([roundToHalf(1e6), roundToHalf(-1e6), roundToHalf(65519)]).toEqual([65504, -65504, 65504]);
  });
});
