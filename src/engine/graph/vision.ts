import type { Pack } from '../../protocol/pack.ts';
import type { Qwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';
import { windowPatches } from '../config.ts';
import type { Model } from '../onnx/model.ts';
import { GraphBuilder } from './builder.ts';
import type { HalfPlan } from './half.ts';
import { type AccuracyLevel, PackWeights } from './weights.ts';

/**
 * The vision tower for one image of any size. Rows are patches in the preprocessor's order; only inside windowed
 * attention do they stand window by window, every window filled up to w = 64 slots, so that the W windows are the
 * batch of MultiHeadAttention and nothing else is computed for the gaps of windows at the edge.
 *
 * Inputs: `patches [n, 1176]`; `cos`, `sin [n, head/2]`, the rotary angles of each patch; `window_bias [W, 1, w, w]`,
 * 0 for a filled key slot and very negative for an empty one; `filled [n]`, the slot of each patch;
 * `slot [W·w]`, the patch in each slot (any for an empty one).
 * With more than one piece, `piece_rows [pieces]`: how many rows the gated MLPs take at a time.
 * Output: `image_embeds [n/4, outHidden]` in row-major image order.
 */
export function buildVision(
  pack: Pack,
  { vision: config, text }: Qwen25VlConfig,
  accuracy: AccuracyLevel,
  half?: HalfPlan,
  pieces = 1,
): Model {
  const graph = new GraphBuilder('vision');
  const weights = new PackWeights(pack, graph, accuracy, half);
  const { headDim } = config;
  const window = windowPatches(config);

  const patches = graph.input('patches', 'float', ['n', config.patchValues]);
  const cos = graph.input('cos', 'float', ['n', headDim / 2]);
  const sin = graph.input('sin', 'float', ['n', headDim / 2]);
  const bias = graph.input('window_bias', 'float', ['W', 1, window, window]);
  const filled = graph.input('filled', 'int64', ['n']);
  const slot = graph.input('slot', 'int64', ['R']);

  const values = { patches, cos, sin, bias, filled, slot };
  visionTower(graph, weights, config, values, 'image_embeds', cutter(graph, pieces));
  graph.output('image_embeds', 'float', ['c', text.hiddenSize]);
  return graph.build();
}

/** Names of the values that `buildVision` takes as inputs; see there for their shapes. */
export interface VisionValues {
  patches: string;
  cos: string;
  sin: string;
  bias: string;
  filled: string;
  slot: string;
  /** [1], the number of images, all of one size, one after the other; left out: one. */
  images?: string;
}

/** Does the work on all rows of `x [rows, C]`, which leaves as many, as `output`. */
type RowWork = (x: string, output: string, work: (rows: string, output: string) => string) => string;

const atOnce: RowWork = (x, output, work) => work(x, output);

/** Some rows after the others, by the input `piece_rows`: the widest values are then a fraction of what they would be. */
function cutter(graph: GraphBuilder, pieces: number): RowWork {
  if (pieces === 1) return atOnce;
  const sizes = graph.input('piece_rows', 'int64', [pieces]);
  return (x, output, work) => {
    const names = Array.from({ length: pieces }, (_, i) => `${output}.piece${i}`);
    const rows = names.map((name) => `${name}.rows`);
    graph.node('Split', '', [x, sizes], rows, { axis: 0 });
    const done = names.map((name, i) => work(rows[i] ?? x, name));
    return graph.op('Concat', output, done, { axis: 0 });
  };
}

/**
 * The tower itself, from patches to `output [n/4, outHidden]`.
 * @param rowWork how its gated MLPs go over the rows
 */
export function visionTower(
  graph: GraphBuilder,
  weights: PackWeights,
  config: Qwen25VlConfig['vision'],
  { patches, cos, sin, bias, filled, slot, images }: VisionValues,
  output: string,
  rowWork = atOnce,
): void {
  const { hiddenSize: hidden, heads, rmsNormEps: epsilon, spatialMergeSize } = config;
  const window = windowPatches(config);
  const rotate = (x: string, output: string) => {
    const batched = graph.op('Reshape', `${output}.batched`, [x, graph.int64([1, -1, hidden])]);
    const attributes = { num_heads: heads, interleaved: 0 };
    const turned = graph.fused(
      'RotaryEmbedding',
      `${output}.turned`,
      [batched, graph.int64([0]), cos, sin],
      attributes,
    );
    return graph.op('Reshape', output, [turned, graph.int64([-1, hidden])]);
  };
  const windowAttention = (qkv: readonly string[], output: string) => {
    const batched = qkv.map((x, i) => {
      const placed = graph.op('Gather', `${output}.placed${i}`, [x, slot], { axis: 0 });
      return graph.op('Reshape', `${output}.in${i}`, [placed, graph.int64([-1, window, hidden])]);
    });
    const inputs = [...batched, '', '', bias];
    const attended = graph.fused('MultiHeadAttention', `${output}.windows`, inputs, { num_heads: heads });
    const rows = graph.op('Reshape', `${output}.rows`, [attended, graph.int64([-1, hidden])]);
    return graph.op('Gather', output, [rows, filled], { axis: 0 });
  };
  const perImage = images
    ? graph.op('Concat', 'visual/per_image', [images, graph.int64([-1, hidden])], { axis: 0 })
    : graph.int64([1, -1, hidden]);
  const fullAttention = (qkv: readonly string[], output: string) => {
    const batched = qkv.map((x, i) => graph.op('Reshape', `${output}.in${i}`, [x, perImage]));
    const attended = graph.fused('MultiHeadAttention', `${output}.image`, batched, { num_heads: heads });
    return graph.op('Reshape', output, [attended, graph.int64([-1, hidden])]);
  };

  let residual = weights.linear(patches, 'visual.patch_embed', 'visual/patches');
  let mlp: string | undefined;
  for (let block = 0; block < config.depth; block++) {
    const prefix = `visual.blocks.${block}`;
    let normed: string;
    if (mlp === undefined) normed = weights.rmsNorm(residual, `${prefix}.norm1`, epsilon, `${prefix}/norm1`);
    else
      [normed, residual] = weights.skipRmsNorm(mlp, residual, `${prefix}.norm1`, epsilon, `${prefix}/norm1`);
    const parts = [`${prefix}/q`, `${prefix}/k`, `${prefix}/v`] as const;
    weights.linearParts(normed, `${prefix}.qkv`, parts);
    const turned = [rotate(parts[0], `${prefix}/q.rotary`), rotate(parts[1], `${prefix}/k.rotary`), parts[2]];
    const attention = config.fullAttentionBlocks.includes(block) ? fullAttention : windowAttention;
    const attended = attention(turned, `${prefix}/attention`);
    const projected = weights.linear(attended, `${prefix}.proj`, `${prefix}/proj`);
    [normed, residual] = weights.skipRmsNorm(
      projected,
      residual,
      `${prefix}.norm2`,
      epsilon,
      `${prefix}/norm2`,
    );
    mlp = rowWork(normed, `${prefix}/mlp`, (rows, name) => weights.gatedMlp(rows, prefix, name));
  }
  if (mlp === undefined) throw new Error('a vision tower needs at least one block; vision_config.depth is 0');

  const [normed] = weights.skipRmsNorm(mlp, residual, 'visual.merger.ln_q', epsilon, 'visual/ln_q');
  const merged = graph.op('Reshape', 'visual/merged', [
    normed,
    graph.int64([-1, hidden * spatialMergeSize ** 2]),
  ]);
  const widened = weights.linear(merged, 'visual.merger.fc1', 'visual/fc1');
  const activated = graph.fused('Gelu', 'visual/gelu', [widened]);
  weights.linear(activated, 'visual.merger.fc2', output);
}
