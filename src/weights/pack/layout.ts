import type { PackTensor } from '../../protocol/pack.ts';

/** bytes; what WebGPU's buffer offsets and every typed array are content with. */
export const ALIGNMENT = 64;
/** bytes; a shard stays below this, unless one span alone is larger. */
export const SHARD_LIMIT = 2 ** 30;
/** Weights that share one scale, along K. */
export const BLOCK = 32;

export type PackKind = PackTensor['kind'];

/** Rows and columns of the logical shape: a vector is one row. */
export function matrixShape(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.at(-1) ?? 0;
  return { rows: shape.slice(0, -1).reduce((product, n) => product * n, 1), columns };
}

export function blocksPerRow(columns: number): number {
  return Math.ceil(columns / BLOCK);
}

/** Bytes of one block's packed values. */
export function blockBytes(kind: 'q4' | 'q8'): number {
  return kind === 'q4' ? BLOCK / 2 : BLOCK;
}

/** Bytes of a tensor's spans in a shard, without alignment. */
export function spanBytes(kind: PackKind, shape: readonly number[]): { data: number; scales: number } {
  const { rows, columns } = matrixShape(shape);
  if (kind === 'f32') return { data: rows * columns * 4, scales: 0 };
  const blocks = rows * blocksPerRow(columns);
  return { data: blocks * blockBytes(kind), scales: blocks * 4 };
}

export function alignUp(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
