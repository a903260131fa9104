import { type ImageGrid, imageTokenCount } from '../image/geometry.ts';

/** M-RoPE positions of a token sequence, [length] per axis. */
export interface MropePositions {
  temporal: Int32Array;
  height: Int32Array;
  width: Int32Array;
  /** Largest position + 1 − length: the token at sequence index i ≥ length has position i + delta on all axes. */
  delta: number;
}

export interface MropeConfig {
  imageTokenId: number;
  mergeSize: number;
}

/**
 * Text tokens count up on all three axes; the cells of an image share one temporal position and spread over
 * height and width; what follows goes on after the largest of them.
 * Source: transformers `get_rope_index`, still images only.
 * @param inputIds token ids, each image token already expanded
 * @param grids one per image, in the order of their appearance
 * @throws RangeError when image tokens and grids do not agree in number
 */
export function mropePositions(
  inputIds: ArrayLike<number>,
  grids: readonly ImageGrid[],
  { imageTokenId, mergeSize }: MropeConfig,
): MropePositions {
  const length = inputIds.length;
  const temporal = new Int32Array(length);
  const height = new Int32Array(length);
  const width = new Int32Array(length);
  let position = 0;
  let image = 0;
  for (let i = 0; i < length; ) {
    if (inputIds[i] !== imageTokenId) {
      temporal[i] = height[i] = width[i] = position++;
      i++;
      continue;
    }
    const grid = grids[image++];
    if (!grid)
      throw new RangeError(
        `image token at ${i} belongs to image ${image}, but only ${grids.length} grids were given`,
      );
    const columns = grid.width / mergeSize;
    const cells = imageTokenCount(grid, mergeSize);
    for (let cell = 0; cell < cells; cell++, i++) {
      if (i >= length || inputIds[i] !== imageTokenId) {
        throw new RangeError(
          `image ${image} needs ${cells} image tokens, the sequence has ${cell}; expand them first`,
        );
      }
      temporal[i] = position;
      height[i] = position + Math.floor(cell / columns);
      width[i] = position + (cell % columns);
    }
    position += Math.max(grid.height, grid.width) / mergeSize;
  }
  if (image !== grids.length) {
    throw new RangeError(`${grids.length} grids were given, the sequence has tokens for ${image} images`);
  }
  return { temporal, height, width, delta: position - length };
}
