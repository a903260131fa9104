import { BLOCK, matrixShape } from '../../weights/pack/layout.ts';
import { asFloat32, type OpenPack, packTensor, readSpan, readTensor } from '../../weights/pack/read.ts';

/** Half precision ends at 65,504; what is bounded stays below half of that. */
export const HALF_LIMIT = 2 ** 15;

export interface RowNorms {
  /** An upper bound of ‖g∘w_n‖ for every row. */
  norms: Float64Array;
  /** An upper bound of any one weight's size. */
  largestWeight: number;
  /** Of a quantised matrix: the least, over its rows that are not all zero, of a row's largest scale. */
  leastRowScale: number;
}

/**
 * How large the rows of a matrix are, g = 1 where none is given. Of a quantised matrix only the scales are read: no
 * level is larger than the largest there is.
 */
export async function rowNorms(open: OpenPack, name: string, g?: Float32Array): Promise<RowNorms> {
  const { kind, shape, scales: span } = packTensor(open, name);
  const { rows, columns } = matrixShape(shape);
  const norms = new Float64Array(rows);
  let [largestWeight, leastRowScale] = [0, Number.POSITIVE_INFINITY];
  if (kind === 'f32' || !span) {
    const weights = await readTensor(open, name);
    for (let row = 0, i = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < columns; column++, i++) {
        const weight = Math.abs(weights[i] ?? 0);
        largestWeight = Math.max(largestWeight, weight);
        sum += (weight * (g?.[column] ?? 1)) ** 2;
      }
      norms[row] = Math.sqrt(sum);
    }
    return { norms, largestWeight, leastRowScale };
  }
  const top = kind === 'q4' ? 8 : 128;
  const scales = asFloat32(await readSpan(open, span));
  const blocks = scales.length / rows;
  const gains = Float64Array.from({ length: blocks }, (_, b) =>
    g ? largest(g.subarray(b * BLOCK, (b + 1) * BLOCK).map(Math.abs)) : 1,
  );
  for (let row = 0, i = 0; row < rows; row++) {
    let [sum, most] = [0, 0];
    for (let block = 0; block < blocks; block++, i++) {
      const scale = Math.abs(scales[i] ?? 0);
      most = Math.max(most, scale);
      sum += BLOCK * (scale * top * (gains[block] ?? 1)) ** 2;
    }
    largestWeight = Math.max(largestWeight, most * top);
    if (most > 0) leastRowScale = Math.min(leastRowScale, most);
    norms[row] = Math.sqrt(sum);
  }
  return { norms, largestWeight, leastRowScale };
}

/**
 * The largest that each output of a layer behind an RMS norm of weight g can be, its bias included: the norm leaves
 * ‖x̂‖ ≤ √C, so by Cauchy–Schwarz row n gives at most √C·‖g∘w_n‖ + |b_n|.
 */
export async function projectionBounds(open: OpenPack, name: string, g: Float32Array): Promise<Float64Array> {
  const { norms } = await rowNorms(open, name, g);
  const bias = `${name}.bias` in open.pack.tensors ? await readTensor(open, `${name}.bias`) : null;
  return norms.map((norm, n) => norm * Math.sqrt(g.length) + Math.abs(bias?.[n] ?? 0));
}

export function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
