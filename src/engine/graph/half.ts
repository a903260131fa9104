import type { PackTensor } from '../../protocol/pack.ts';
import { BLOCK, matrixShape } from '../../weights/pack/layout.ts';
import { asFloat32, type OpenPack, packTensor, readSpan, readTensor } from '../../weights/pack/read.ts';

/**
 * Which linear layers multiply in half precision, by the name of their matrix, each with an exponent e: the input is
 * divided by 2^e before it is narrowed, the output multiplied by 2^e after it is widened. Layers that are not named
 * compute in float32.
 */
export type HalfPlan = ReadonlyMap<string, number>;

export const ALL_FLOAT: HalfPlan = new Map();

/** Half precision ends at 65,504; every value of a planned layer stays below half of that. */
const LIMIT = 2 ** 15;
/** Beyond, small inputs would fall below half precision's normal range (2^-14), and float32 is the better choice. */
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
      const exponent = Math.max(0, Math.ceil(Math.log2(bound / LIMIT)));
      if (exponent <= MOST) plan.set(`${prefix}.${name}`, exponent);
    };
    const first = await readTensor(open, `${prefix}.${norm1}`);
    const qkv = await rowNorms(open, `${prefix}.qkv`, first);
    if (qkv) {
      const rows = qkv.map((norm) => norm * Math.sqrt(first.length));
      add('qkv', Math.max(largest(rows), largestInput(first)));
      const bias =
        `${prefix}.qkv.bias` in open.pack.tensors ? await readTensor(open, `${prefix}.qkv.bias`) : null;
      const values = rows.map((bound, n) => bound + Math.abs(bias?.[n] ?? 0)).slice(-valueWidth);
      const attended = largest(values);
      const projected = await rowNorms(open, `${prefix}.${out}`);
      if (projected) add(out, Math.max(attended, Math.sqrt(headWidth) * attended * largest(projected)));
    }
    const second = await readTensor(open, `${prefix}.${norm2}`);
    for (const name of ['gate', 'up']) {
      const norms = await rowNorms(open, `${prefix}.${name}`, second);
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
 * An upper bound of ‖g∘w_n‖ for every row of a quantised matrix (g = 1 where none is given); null where the matrix is
 * not quantised, or a dequantised weight itself could exceed half precision.
 */
async function rowNorms(open: OpenPack, name: string, g?: Float32Array): Promise<Float64Array | null> {
  const tensor: PackTensor = packTensor(open, name);
  if (tensor.kind === 'f32' || !tensor.scales) return null;
  const top = tensor.kind === 'q4' ? 8 : 128;
  const scales = asFloat32(await readSpan(open, tensor.scales));
  const { rows } = matrixShape(tensor.shape);
  const blocks = scales.length / rows;
  const gains = Float64Array.from({ length: blocks }, (_, b) =>
    g ? largest(g.subarray(b * BLOCK, (b + 1) * BLOCK).map(Math.abs)) : 1,
  );
  const norms = new Float64Array(rows);
  for (let row = 0, i = 0; row < rows; row++) {
    let sum = 0;
    for (let block = 0; block < blocks; block++, i++) {
      const weight = Math.abs(scales[i] ?? 0) * top;
      if (!(weight < LIMIT)) return null;
      sum += BLOCK * (weight * (gains[block] ?? 1)) ** 2;
    }
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
