import { BLOCK, blockBytes, blocksPerRow } from '../pack/layout.ts';
import { type KernelInput, quantiserKernel } from './kernel/kernel.ts';

export interface QuantisedRows {
  /** MatMulNBits layout, see `PackTensor` */
  data: Uint8Array<ArrayBuffer>;
  /** [rows, K/32], each exactly representable in half precision */
  scales: Float32Array<ArrayBuffer>;
  /** Σ (dequantised − source)² and Σ source², for the relative error */
  squaredError: number;
  squaredNorm: number;
}

/**
 * Symmetric blocks of 32 along K, K padded with zeros. Per block it tries PROBES, takes the least-squares
 * scale Σxq/Σq² of each, keeps the one of least squared error and rounds it to half precision; the levels are
 * then chosen again for that scale, and once more for the scale that fits them best.
 * @param values [rows, columns]; bf16 gives the bytes of the same values as float32
 * @throws RangeError with the index of a value that is not finite
 */
export function quantiseRows(
  kind: 'q4' | 'q8',
  values: KernelInput,
  rows: number,
  columns: number,
): QuantisedRows {
  const padded = blocksPerRow(columns) * BLOCK;
  const whole = padded === columns ? values : pad(values, rows, columns, padded);
  const blocks = (rows * padded) / BLOCK;
  const data = new Uint8Array(blocks * blockBytes(kind));
  const scales = new Float32Array(blocks);
  const { squaredError, squaredNorm } = quantiserKernel().run(kind, whole, data, scales);
  return { data, scales, squaredError, squaredNorm };
}

/** Zero bits are zero in both forms. */
function pad(values: KernelInput, rows: number, columns: number, padded: number): KernelInput {
  const size = rows * padded;
  const out = values instanceof Float32Array ? new Float32Array(size) : new Uint16Array(size);
  for (let row = 0; row < rows; row++)
    out.set(values.subarray(row * columns, (row + 1) * columns), row * padded);
  return out;
}
