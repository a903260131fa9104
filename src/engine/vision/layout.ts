import type { ImageGrid, VisionGeometry } from '../../fara/image/geometry.ts';
import { windowIndex } from '../../fara/image/windows.ts';
import { visionPositions } from '../../fara/position/vision-rotary.ts';
import { type VisionConfig, windowPatches } from '../config.ts';

/** Base of the vision tower's rotary frequencies; fixed in the reference implementation. */
export const THETA = 10_000;
/** Added to the score of an empty slot: exp() of it is 0, and it is finite on every device. */
export const MASKED = -1e9;

/** Everything the vision graph needs besides pixels; depends on the grid alone. See `buildVision` for shapes. */
export interface WindowLayout {
  windows: number;
  /** Slots per window (64). */
  slots: number;
  /** For each filled row, in order, the patch it holds: an index into the preprocessor's patch order. */
  source: Int32Array;
  filled: BigInt64Array;
  slot: BigInt64Array;
  cells: BigInt64Array;
  bias: Float32Array;
  cos: Float32Array;
  sin: Float32Array;
}

export function visionGeometry(config: VisionConfig): VisionGeometry {
  return {
    patchSize: config.patchSize,
    mergeSize: config.spatialMergeSize,
    temporalPatchSize: config.temporalPatchSize,
    windowSize: config.windowSize,
  };
}

/** Lays the patches of an image out as windows filled up to a fixed number of slots. */
export function windowLayout(grid: ImageGrid, config: VisionConfig): WindowLayout {
  const group = config.spatialMergeSize ** 2;
  const { index, cuSeqlens } = windowIndex(grid, visionGeometry(config));
  const slots = windowPatches(config);
  const windows = cuSeqlens.length - 1;
  const rows = windows * slots;
  const patches = grid.height * grid.width;
  const source = new Int32Array(patches);
  const filled = new BigInt64Array(patches);
  const slot = new BigInt64Array(rows);
  const cells = new BigInt64Array(patches / group);
  const bias = new Float32Array(windows * slots * slots);
  for (let window = 0; window < windows; window++) {
    const start = cuSeqlens[window] as number;
    const count = (cuSeqlens[window + 1] as number) - start;
    for (let k = 0; k < count; k++) {
      const cell = index[(start + k - (k % group)) / group] as number;
      const row = window * slots + k;
      source[start + k] = cell * group + (k % group);
      filled[start + k] = BigInt(row);
      slot[row] = BigInt(start + k);
      if (k % group === 0) cells[cell] = BigInt(row / group);
    }
    for (let query = 0; query < slots; query++) {
      const first = (window * slots + query) * slots;
      bias.fill(MASKED, first + count, first + slots);
    }
  }
  return { windows, slots, source, filled, slot, cells, bias, ...rotary(grid, config, source, filled, rows) };
}

/** Angles of a row: half of the frequencies turn with the patch's grid row, half with its column. */
function rotary(
  grid: ImageGrid,
  config: VisionConfig,
  source: Int32Array,
  filled: BigInt64Array,
  rows: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = config.headDim / 2;
  const axis = half / 2;
  const positions = visionPositions(grid, config.spatialMergeSize);
  const frequencies = Float32Array.from({ length: axis }, (_, i) => 1 / THETA ** ((2 * i) / half));
  const cos = new Float32Array(rows * half);
  const sin = new Float32Array(rows * half);
  source.forEach((patch, i) => {
    const offset = Number(filled[i]) * half;
    for (let j = 0; j < half; j++) {
      const position = (j < axis ? positions.rows[patch] : positions.columns[patch]) as number;
      const angle = Math.fround(position * (frequencies[j % axis] as number));
      cos[offset + j] = Math.cos(angle);
      sin[offset + j] = Math.sin(angle);
    }
  });
  return { cos, sin };
}
