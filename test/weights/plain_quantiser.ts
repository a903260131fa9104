import { roundToHalf } from '../../src/weights/float16.ts';
import { BLOCK, blockBytes, blocksPerRow } from '../../src/weights/pack/layout.ts';
import { LIMITS, PROBES } from '../../src/weights/quantise/levels.ts';
import type { QuantisedRows } from '../../src/weights/quantise/quantise.ts';

/**
 * The quantiser as one would write it down: what the vectorised one must equal byte for byte, and is measured against.
 * @param values float32 [rows, columns]
 * @throws RangeError with the index of a value that is not finite
 */
export function plainQuantiseRows(
  kind: 'q4' | 'q8',
  values: Float32Array,
  rows: number,
  columns: number,
): QuantisedRows {
  const blocks = blocksPerRow(columns);
  const bytes = blockBytes(kind);
  const data = new Uint8Array(rows * blocks * bytes);
  const scales = new Float32Array(rows * blocks);
  const { low, high } = LIMITS[kind];
  const block = new BlockQuantiser(PROBES[kind], low, high);
  let squaredError = 0;
  let squaredNorm = 0;
  for (let row = 0, index = 0; row < rows; row++) {
    for (let start = 0; start < columns; start += BLOCK, index++) {
      block.load(values, row * columns + start, Math.min(BLOCK, columns - start));
      scales[index] = block.quantise();
      squaredError += block.squaredError;
      squaredNorm += block.squaredNorm;
      if (kind === 'q4') packPairs(block.levels, data, index * bytes);
      else packBytes(block.levels, data, index * bytes);
    }
  }
  return { data, scales, squaredError, squaredNorm };
}

/** One block at a time in memory that is reused; the inner loops are where an import spends its time. */
class BlockQuantiser {
  readonly levels = new Int32Array(BLOCK);
  squaredError = 0;
  squaredNorm = 0;
  private readonly x = new Float64Array(BLOCK);
  private largest = 0;

  constructor(
    private readonly probes: readonly number[],
    private readonly low: number,
    private readonly high: number,
  ) {}

  load(values: Float32Array, offset: number, count: number): void {
    const { x } = this;
    let largest = 0;
    let norm = 0;
    for (let i = 0; i < BLOCK; i++) {
      const value = i < count ? (values[offset + i] ?? 0) : 0;
      x[i] = value;
      norm += value * value;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    if (!Number.isFinite(norm)) throw new RangeError(`a value near index ${offset} is not finite`);
    this.largest = largest;
    this.squaredNorm = norm;
  }

  /** Fills `levels` and `squaredError`. @returns the scale */
  quantise(): number {
    this.levels.fill(0);
    this.squaredError = this.squaredNorm;
    if (this.largest === 0) return 0;
    let scale = this.place(roundToHalf(this.searchScale()));
    // The levels have moved with the rounded scale; its least-squares fit may have moved with them.
    const before = this.squaredError;
    const refitted = roundToHalf(this.fit());
    if (refitted !== scale && refitted !== 0) {
      this.place(refitted);
      if (this.squaredError <= before) scale = refitted;
      else this.place(scale);
    }
    return scale;
  }

  /** The least-squares scale of the probe with the least squared error, Σx² − (Σxq)²/Σq². */
  private searchScale(): number {
    const { x, low, high } = this;
    let bestGain = 0;
    let bestScale = 0;
    for (const probe of this.probes) {
      const inverse = probe / this.largest;
      let xq = 0;
      let qq = 0;
      for (let i = 0; i < BLOCK; i++) {
        const value = x[i] ?? 0;
        let q = Math.floor(value * inverse + 0.5);
        if (q < low) q = low;
        else if (q > high) q = high;
        xq += value * q;
        qq += q * q;
      }
      const gain = qq > 0 ? (xq * xq) / qq : 0;
      if (gain > bestGain) {
        bestGain = gain;
        bestScale = xq / qq;
      }
    }
    return bestScale;
  }

  /** Chooses the nearest level of every value for this scale. @returns the scale */
  private place(scale: number): number {
    if (scale === 0) return 0;
    const { x, levels, low, high } = this;
    let error = 0;
    for (let i = 0; i < BLOCK; i++) {
      const value = x[i] ?? 0;
      let q = Math.floor(value / scale + 0.5);
      if (q < low) q = low;
      else if (q > high) q = high;
      levels[i] = q;
      error += (value - q * scale) ** 2;
    }
    this.squaredError = error;
    return scale;
  }

  private fit(): number {
    let xq = 0;
    let qq = 0;
    for (let i = 0; i < BLOCK; i++) {
      const q = this.levels[i] ?? 0;
      xq += (this.x[i] ?? 0) * q;
      qq += q * q;
    }
    return qq > 0 ? xq / qq : 0;
  }
}

function packPairs(levels: Int32Array, data: Uint8Array, offset: number): void {
  for (let i = 0; i < BLOCK / 2; i++) {
    data[offset + i] = ((levels[2 * i] ?? 0) + 8) | (((levels[2 * i + 1] ?? 0) + 8) << 4);
  }
}

function packBytes(levels: Int32Array, data: Uint8Array, offset: number): void {
  for (let i = 0; i < BLOCK; i++) data[offset + i] = (levels[i] ?? 0) + 128;
}
