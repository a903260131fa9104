import type { ImageGrid, VisionGeometry } from './geometry.ts';

export interface WindowIndex {
  /**
   * Merged cells (row-major numbers) in window order, [cells]: hidden states grouped by mergeSize² patches
   * are gathered with it before the windowed blocks.
   */
  index: Int32Array;
  /** Inverse of `index`: gathers merged cells back to row-major order after the merger, [cells]. */
  reverse: Int32Array;
  /** Window boundaries in patches, from 0 to the number of patches, [windows + 1]. */
  cuSeqlens: Int32Array;
}

/**
 * Which merged cells attend to each other in the windowed blocks. Windows at the right and lower edge may
 * be smaller; empty ones are left out. Source: transformers `get_window_index`.
 */
export function windowIndex(grid: ImageGrid, geometry: VisionGeometry): WindowIndex {
  const { patchSize, mergeSize, windowSize } = geometry;
  const side = Math.floor(windowSize / mergeSize / patchSize);
  const rows = grid.height / mergeSize;
  const columns = grid.width / mergeSize;
  const index = new Int32Array(rows * columns);
  const reverse = new Int32Array(rows * columns);
  const boundaries = [0];
  let next = 0;
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      for (let row = top; row < Math.min(top + side, rows); row++) {
        for (let column = left; column < Math.min(left + side, columns); column++) {
          const cell = row * columns + column;
          reverse[cell] = next;
          index[next++] = cell;
        }
      }
      boundaries.push(next * mergeSize * mergeSize);
    }
  }
  return { index, reverse, cuSeqlens: Int32Array.from(boundaries) };
}
