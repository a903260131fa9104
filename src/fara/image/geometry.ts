import type { Size } from '../../protocol/geometry.ts';

/** How the vision tower cuts an image up; all lengths in image px but `mergeSize` (patches a side). */
export interface VisionGeometry {
  /** Side of a patch, px (Qwen2.5-VL: 14). */
  patchSize: number;
  /** Patches a side that become one token of the decoder (2). */
  mergeSize: number;
  /** Frames a patch spans; a still image is repeated this often (2). */
  temporalPatchSize: number;
  /** Side of an attention window, px (112). */
  windowSize: number;
}

/** The geometry of every Qwen2.5-VL published so far. */
export const QWEN25_VISION: VisionGeometry = {
  patchSize: 14,
  mergeSize: 2,
  temporalPatchSize: 2,
  windowSize: 112,
};

/** An image counted in patches: `image_grid_thw` is `[1, height, width]`. */
export interface ImageGrid {
  height: number;
  width: number;
}

/**
 * The grid of an image that has already been resized.
 * @param size image px
 * @throws RangeError when a side is no multiple of patchSize × mergeSize
 */
export function gridOf(size: Size, { patchSize, mergeSize }: VisionGeometry): ImageGrid {
  const factor = patchSize * mergeSize;
  if (size.width % factor !== 0 || size.height % factor !== 0) {
    throw new RangeError(
      `image of ${size.width}x${size.height} px: both sides must be multiples of ${factor}; resize it with smartResize first`,
    );
  }
  return { height: size.height / patchSize, width: size.width / patchSize };
}

/** How many decoder tokens (`<|image_pad|>`) an image of this grid takes. */
export function imageTokenCount(grid: ImageGrid, mergeSize: number): number {
  return (grid.height * grid.width) / (mergeSize * mergeSize);
}
