import { type OpenPack, packTensor, readTensor } from '../../weights/pack/read.ts';
import { HALF_LIMIT, largest, projectionBounds, rowNorms } from './bounds.ts';

/**
 * Which linear layers multiply in half precision, by the name of their matrix, each with an exponent e: the input is
 * divided by 2^e before it is narrowed, the output multiplied by 2^e after it is widened. Layers that are not named
 * compute in float32.
 */
export type HalfPlan = ReadonlyMap<string, number>;

export const ALL_FLOAT: HalfPlan = new Map();

/** Below, half precision has fewer and fewer bits, and some GPUs none at all. */
const LEAST_NORMAL = 2 ** -14;
/** Beyond, small inputs would fall below half precision's normal range, and float32 is the better choice. */
const MOST = 10;

/**
 * Plans the layers of the decoder or the vision tower whose inputs are bounded: what follows a norm (qkv, gate, up)
 * and what follows attention (o, proj). An RMS norm leaves ‖x̂‖ ≤ √C before its weight g, so by Cauchy–Schwarz each
 * output and each partial sum of row n is at most √C·‖g∘w_n‖; attention returns means of v, hence no more than v's
 * largest. ‖w_n‖ is bounded by the scales, without a look at the levels. So no weights whatsoever make a planned layer
 * overflow. What has no bound stays float32: the residual stream, the MLP's product and `down`, biases, softmax, norms,
 * the merger and the logits.
 */
export async function planHalf(open: OpenPack, tower: 'decoder' | 'vision'): Promise<HalfPlan> {
  const plan = new Map<string, number>();
  const { text, vision } = open.config;
  const layers = tower === 'decoder' ? text.layers : vision.depth;
  const headWidth = tower === 'decoder' ? text.heads * text.headDim : vision.hiddenSize;
  const valueWidth = tower === 'decoder' ? text.kvHeads * text.headDim : vision.hiddenSize;
  const [norm1, norm2, out] =
    tower === 'decoder' ? (['ln1', 'ln2', 'o'] as const) : (['norm1', 'norm2', 'proj'] as const);
  for (let layer = 0; layer < layers; layer++) {
    const prefix = tower === 'decoder' ? `layers.${layer}` : `visual.blocks.${layer}`;
    const add = (name: string, bound: number) => {
      const exponent = Math.max(0, Math.ceil(Math.log2(bound / HALF_LIMIT)));
      if (exponent <= MOST) plan.set(`${prefix}.${name}`, exponent);
    };
    const first = await readTensor(open, `${prefix}.${norm1}`);
    const qkv = await halfRowNorms(open, `${prefix}.qkv`, first);
    if (qkv) {
      add('qkv', Math.max(Math.sqrt(first.length) * largest(qkv), largestInput(first)));
      const attended = largest((await projectionBounds(open, `${prefix}.qkv`, first)).slice(-valueWidth));
      const projected = await halfRowNorms(open, `${prefix}.${out}`);
      if (projected) add(out, Math.max(attended, Math.sqrt(headWidth) * attended * largest(projected)));
    }
    const second = await readTensor(open, `${prefix}.${norm2}`);
    for (const name of ['gate', 'up']) {
      const norms = await halfRowNorms(open, `${prefix}.${name}`, second);
      if (norms) add(name, Math.max(Math.sqrt(second.length) * largest(norms), largestInput(second)));
    }
  }
  return plan;
}

/** The largest value that leaves a norm with this weight: all of the row's norm in one place. */
function largestInput(weight: Float32Array): number {
  return Math.sqrt(weight.length) * largest(weight.map(Math.abs));
}

/**
 * `rowNorms`; null where the matrix is not quantised, or its weights themselves do not suit half precision: one could
 * exceed it, or a whole row has scales below its normal range.
 */
async function halfRowNorms(open: OpenPack, name: string, g?: Float32Array): Promise<Float64Array | null> {
  if (packTensor(open, name).kind === 'f32') return null;
  const { norms, largestWeight, leastRowScale } = await rowNorms(open, name, g);
  return largestWeight < HALF_LIMIT && leastRowScale >= LEAST_NORMAL ? norms : null;
}
