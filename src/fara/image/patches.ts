import type { RgbaImage } from '../../protocol/chat.ts';
import { gridOf, type ImageGrid, type VisionGeometry } from './geometry.ts';

/** Per channel R, G, B: `(value × rescale − mean) / std`, as in `preprocessor_config.json`. */
export interface Normalisation {
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
  rescale: number;
}

/** CLIP's statistics, which every Qwen2.5-VL uses. */
export const CLIP_NORMALISATION: Normalisation = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
  rescale: 1 / 255,
};

export interface PatchTensor {
  grid: ImageGrid;
  /** [grid.height * grid.width, 3 * temporalPatchSize * patchSize²], row-major. */
  patches: Float32Array;
}

/** All 256 normalised values of each channel, [3, 256]. */
function normalisedLevels({ mean, std, rescale }: Normalisation): Float32Array {
  const levels = new Float32Array(3 * 256);
  for (const c of [0, 1, 2] as const) {
    for (let v = 0; v < 256; v++) levels[c * 256 + v] = (v * rescale - mean[c]) / std[c];
  }
  return levels;
}

/**
 * The patch embedding's input. Rows go by merge block (row-major), inside a block by (row, column); within
 * a row the order is channel, frame, y, x, both frames equal. Alpha is ignored.
 * Source: transformers `image_processing_qwen2_vl.py::_preprocess`.
 * @param image already resized, RGBA image px
 * @throws RangeError when a side is no multiple of patchSize × mergeSize
 */
export function imagePatches(
  image: RgbaImage,
  geometry: VisionGeometry,
  normalisation: Normalisation = CLIP_NORMALISATION,
): PatchTensor {
  const grid = gridOf(image, geometry);
  const { patchSize, mergeSize, temporalPatchSize } = geometry;
  const area = patchSize * patchSize;
  const rowLength = 3 * temporalPatchSize * area;
  const patches = new Float32Array(grid.height * grid.width * rowLength);
  const levels = normalisedLevels(normalisation);
  let offset = 0;
  for (const [row, column] of patchOrder(grid, mergeSize)) {
    for (let c = 0; c < 3; c++) {
      const first = offset + c * temporalPatchSize * area;
      for (let y = 0, o = first; y < patchSize; y++) {
        let p = ((row * patchSize + y) * image.width + column * patchSize) * 4 + c;
        for (let x = 0; x < patchSize; x++, p += 4) {
          patches[o++] = levels[c * 256 + (image.data[p] as number)] as number;
        }
      }
      for (let frame = 1; frame < temporalPatchSize; frame++) {
        patches.copyWithin(first + frame * area, first, first + area);
      }
    }
    offset += rowLength;
  }
  return { grid, patches };
}

/** The (row, column) of each patch in the order the vision tower reads them. */
export function* patchOrder(grid: ImageGrid, mergeSize: number): Generator<[row: number, column: number]> {
  for (let blockRow = 0; blockRow < grid.height; blockRow += mergeSize) {
    for (let blockColumn = 0; blockColumn < grid.width; blockColumn += mergeSize) {
      for (let row = 0; row < mergeSize; row++) {
        for (let column = 0; column < mergeSize; column++) {
          yield [blockRow + row, blockColumn + column];
        }
      }
    }
  }
}
