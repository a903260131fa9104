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
  /** For each patch, in the preprocessor's order, the slot it takes. */
  filled: BigInt64Array;
  /** For each slot the patch it holds; 0 for an empty one. */
  slot: BigInt64Array;
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

/** Says where each patch of an image stands in windows filled up to a fixed number of slots. */
export function windowLayout(grid: ImageGrid, config: VisionConfig): WindowLayout {
  const group = config.spatialMergeSize ** 2;
  const { index, cuSeqlens } = windowIndex(grid, visionGeometry(config));
  const slots = windowPatches(config);
  const windows = cuSeqlens.length - 1;
  const filled = new BigInt64Array(grid.height * grid.width);
  const slot = new BigInt64Array(windows * slots);
  const bias = new Float32Array(windows * slots * slots);
  for (let window = 0; window < windows; window++) {
    const start = cuSeqlens[window] as number;
    const count = (cuSeqlens[window + 1] as number) - start;
    for (let k = 0; k < count; k++) {
      const cell = index[(start + k - (k % group)) / group] as number;
      const patch = cell * group + (k % group);
      filled[patch] = BigInt(window * slots + k);
      slot[window * slots + k] = BigInt(patch);
    }
    for (let query = 0; query < slots; query++) {
      const first = (window * slots + query) * slots;
      bias.fill(MASKED, first + count, first + slots);
    }
  }
  return { windows, slots, filled, slot, bias, ...rotary(grid, config) };
}

/** Angles of a patch: half of the frequencies turn with its grid row, half with its column. */
function rotary(grid: ImageGrid, config: VisionConfig): { cos: Float32Array; sin: Float32Array } {
  const half = config.headDim / 2;
  const axis = half / 2;
  const positions = visionPositions(grid, config.spatialMergeSize);
  const frequencies = Float32Array.from({ length: axis }, (_, i) => 1 / THETA ** ((2 * i) / half));
  const patches = grid.height * grid.width;
  const cos = new Float32Array(patches * half);
  const sin = new Float32Array(patches * half);
  for (let patch = 0; patch < patches; patch++) {
    for (let j = 0; j < half; j++) {
      const position = (j < axis ? positions.rows[patch] : positions.columns[patch]) as number;
      const angle = Math.fround(position * (frequencies[j % axis] as number));
      cos[patch * half + j] = Math.cos(angle);
      sin[patch * half + j] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
