import type { Pack } from '../../protocol/pack.ts';
import type { Qwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';
import { windowPatches } from '../config.ts';
import { IntegerArithmetic } from '../graph/arithmetic.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { type VisionValues, visionTower } from '../graph/vision.ts';
import { PackWeights } from '../graph/weights.ts';
import type { Model } from '../onnx/model.ts';
import { MASKED, THETA } from '../vision/layout.ts';

/**
 * `vision_encoder` as transformers.js calls it, for still images of one size, any size: what the engine computes beside
 * its graph (windows, rotary angles) is computed in this one, from the grid.
 *
 * Inputs: `pixel_values [n, 1176]` in the processor's order, one image after the other; `image_grid_thw [images, 3]`
 * with t = 1 and all rows the same.
 * Output: `image_features [n/4, outHidden]` in row-major image order.
 */
export function buildTransformersVision(pack: Pack, { vision: config, text }: Qwen25VlConfig): Model {
  const graph = new GraphBuilder('vision_encoder');
  const weights = new PackWeights(pack, graph, 0);
  const pixels = graph.input('pixel_values', 'float', ['n', config.patchValues]);
  const grid = graph.input('image_grid_thw', 'int64', ['images', 3]);
  visionTower(graph, weights, config, layout(graph, config, pixels, grid), 'image_features');
  graph.output('image_features', 'float', ['c', text.hiddenSize]);
  return graph.build();
}

/**
 * Patch i goes to the slot of its window that its place in the window says, so that a window at the edge has gaps
 * (the engine's own layout has its empty slots at the end; attention does not mind the order).
 */
function layout(
  graph: GraphBuilder,
  config: Qwen25VlConfig['vision'],
  pixels: string,
  grid: string,
): VisionValues {
  const ints = new IntegerArithmetic(graph, 'layout');
  const merge = config.spatialMergeSize;
  const group = merge * merge;
  const slots = windowPatches(config);
  /** Merged cells along one side of a window. */
  const side = Math.sqrt(slots / group);

  const sizes = graph.op('Reshape', 'layout/sizes', [grid, graph.int64([-1])]);
  const size = (axis: number) =>
    graph.op('Gather', `layout/size${axis}`, [sizes, graph.int64([axis])], { axis: 0 });
  const images = graph.op('Shape', 'layout/images', [grid], { start: 0, end: 1 });
  const [rows, columns] = [ints.over(size(1), merge), ints.over(size(2), merge)];
  const [windowRows, windowColumns] = [ints.overUp(rows, side), ints.overUp(columns, side)];
  const windows = ints.times(windowRows, windowColumns);
  const total = ints.times(ints.times(windows, images), slots);

  const cells = ints.times(rows, columns);
  const patch = ints.range(0, ints.times(ints.times(cells, images), group));
  const anyCell = ints.over(patch, group);
  const corner = ints.mod(patch, group);
  const [image, cell] = [ints.over(anyCell, cells), ints.mod(anyCell, cells)];
  const [row, column] = [ints.over(cell, columns), ints.mod(cell, columns)];
  const inImage = ints.plus(ints.times(ints.over(row, side), windowColumns), ints.over(column, side));
  const window = ints.plus(ints.times(image, windows), inImage);
  const inside = ints.plus(ints.times(ints.mod(row, side), side), ints.mod(column, side));
  const filled = ints.plus(ints.plus(ints.times(window, slots), ints.times(inside, group)), corner);
  const slot = ints.scatter(total, filled, patch);

  const place = (axis: string, part: string) => ints.plus(ints.times(axis, merge), part);
  const angles = rotaryAngles(
    graph,
    config.headDim,
    place(row, ints.over(corner, merge)),
    place(column, ints.mod(corner, merge)),
  );
  return {
    patches: pixels,
    cos: graph.op('Cos', 'angles/cos', [angles]),
    sin: graph.op('Sin', 'angles/sin', [angles]),
    bias: windowBias(graph, ints, slots, { total, filled, patch }),
    filled,
    slot,
    images,
  };
}

/** `[W, 1, w, w]`: 0 for a filled key slot, `MASKED` for an empty one. */
function windowBias(
  graph: GraphBuilder,
  ints: IntegerArithmetic,
  slots: number,
  { total, filled, patch }: { total: string; filled: string; patch: string },
): string {
  const count = graph.op('Shape', 'layout/count', [patch]);
  const ones = graph.op('Expand', 'layout/ones', [graph.int64([1]), count]);
  const used = graph.op('Cast', 'layout/used', [ints.scatter(total, filled, ones)], { to: 1 });
  const empty = graph.op('Sub', 'layout/empty', [graph.float('one', [1], Float32Array.of(1)), used]);
  const masked = graph.op('Mul', 'layout/masked', [
    empty,
    graph.float('masked', [1], Float32Array.of(MASKED)),
  ]);
  const keys = graph.op('Reshape', 'layout/keys', [masked, graph.int64([-1, 1, 1, slots])]);
  return graph.op('Expand', 'layout/bias', [keys, graph.int64([1, 1, slots, slots])]);
}

/** `[n, head/2]`: half of the frequencies turn with the patch's grid row, half with its column. */
function rotaryAngles(graph: GraphBuilder, headDim: number, row: string, column: string): string {
  const half = headDim / 2;
  const axis = half / 2;
  const frequencies = Float32Array.from({ length: axis }, (_, i) => 1 / THETA ** ((2 * i) / half));
  const values = graph.float('frequencies', [1, axis], frequencies);
  const turned = [row, column].map((position, i) => {
    const float = graph.op('Cast', `angles/float${i}`, [position], { to: 1 });
    const upright = graph.op('Reshape', `angles/upright${i}`, [float, graph.int64([-1, 1])]);
    return graph.op('Mul', `angles/axis${i}`, [upright, values]);
  });
  return graph.op('Concat', 'angles/all', turned, { axis: 1 });
}
