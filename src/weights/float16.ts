/** IEEE 754 half precision (1 sign, 5 exponent, 10 mantissa bits) from its 16 bits; exact. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

let halves: Float32Array | undefined;

/** All 65,536 half-precision values: a look-up is faster than the arithmetic. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => fromHalfBits(bits));
  return halves;
}

const HALF_MAX = 65504;

/**
 * The nearest finite half-precision number, ties to even: what a scale becomes on a GPU that computes in f16.
 * Values beyond the range are held at its ends.
 */
export function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= HALF_MAX) return Math.sign(value) * HALF_MAX;
  // Spacing of the halves around `magnitude`: 2^(exponent - 10), and 2^-24 for the subnormal ones.
  const exponent = magnitude < 2 ** -14 ? -14 : Math.floor(Math.log2(magnitude));
  const spacing = 2 ** (exponent - 10);
  return Math.sign(value) * roundToEven(magnitude / spacing) * spacing;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
