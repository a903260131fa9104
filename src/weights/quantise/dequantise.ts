import { BLOCK, blockBytes, blocksPerRow, type PackKind } from '../pack/layout.ts';

/**
 * Rows of a packed matrix back as float32 [rows, columns], without the padding of K.
 * `data` and `scales` begin at the first of those rows; see `PackTensor` for the layout.
 */
export function dequantiseRows(
  kind: Exclude<PackKind, 'f32'>,
  data: Uint8Array,
  scales: Float32Array,
  rows: number,
  columns: number,
): Float32Array {
  const blocks = blocksPerRow(columns);
  const bytes = blockBytes(kind);
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / BLOCK);
      const scale = scales[block] ?? Number.NaN;
      out[row * columns + column] = level(kind, data, block * bytes, column % BLOCK) * scale;
    }
  }
  return out;
}

function level(kind: 'q4' | 'q8', data: Uint8Array, start: number, index: number): number {
  if (kind === 'q8') return (data[start + index] ?? 0) - 128;
  const pair = data[start + (index >> 1)] ?? 0;
  return (index % 2 === 0 ? pair & 15 : pair >> 4) - 8;
}
