/**
 * One axis of Pillow's antialiased bicubic resampling, in its fixed-point arithmetic.
 * Source of the formulas: Pillow `src/libImaging/Resample.c` (precompute_coeffs, normalize_coeffs_8bpc).
 */
export interface Kernel {
  /** Taps stored per output sample; unused ones are 0. */
  taps: number;
  /** First input sample of each output sample, [outSize]. */
  start: Int32Array;
  /** Input samples that each output sample uses, [outSize]. */
  count: Int32Array;
  /** Weights × 2^PRECISION_BITS, [outSize, taps]; a row sums to about 2^PRECISION_BITS. */
  weights: Int32Array;
}

/** 32 bits less 8 for the value and 2 for overshoot. */
export const PRECISION_BITS = 32 - 8 - 2;

const BICUBIC_SUPPORT = 2;
const BICUBIC_A = -0.5;

function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((BICUBIC_A + 2) * x - (BICUBIC_A + 3)) * x * x + 1;
  if (x < BICUBIC_SUPPORT) return (((x - 5) * x + 8) * x - 4) * BICUBIC_A;
  return 0;
}

/** The kernel that turns `inSize` samples into `outSize`; shrinking widens it, which is the antialiasing. */
export function bicubicKernel(inSize: number, outSize: number): Kernel {
  const scale = inSize / outSize;
  const filterScale = Math.max(scale, 1);
  const support = BICUBIC_SUPPORT * filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * taps);
  const row = new Float64Array(taps);
  for (let out = 0; out < outSize; out++) {
    const center = (out + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(inSize, Math.trunc(center + support + 0.5)) - first;
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const weight = bicubic((i + first - center + 0.5) * (1 / filterScale));
      row[i] = weight;
      sum += weight;
    }
    for (let i = 0; i < length; i++) {
      const fixed = ((row[i] ?? 0) / sum) * (1 << PRECISION_BITS);
      weights[out * taps + i] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    }
    start[out] = first;
    count[out] = length;
  }
  return { taps, start, count, weights };
}
