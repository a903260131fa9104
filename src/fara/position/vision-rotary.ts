import type { ImageGrid } from '../image/geometry.ts';
import { patchOrder } from '../image/patches.ts';

/** The true grid row and column of each patch, in patch order, [grid.height * grid.width] each. */
export interface VisionPositions {
  rows: Int32Array;
  columns: Int32Array;
}

/** Rotary positions of the vision tower. Source: transformers `rot_pos_emb`. */
export function visionPositions(grid: ImageGrid, mergeSize: number): VisionPositions {
  const rows = new Int32Array(grid.height * grid.width);
  const columns = new Int32Array(grid.height * grid.width);
  let patch = 0;
  for (const [row, column] of patchOrder(grid, mergeSize)) {
    rows[patch] = row;
    columns[patch++] = column;
  }
  return { rows, columns };
}
