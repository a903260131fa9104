import { type OpenPack, readTensor } from '../../weights/pack/read.ts';
import { HALF_LIMIT, largest, projectionBounds } from './bounds.ts';

/** Powers of two that bring one layer's projections into half precision without changing what it computes. */
export interface AttentionFold {
  /** Queries are divided by 2^this, keys multiplied by it: their products stay as they are. */
  queries: number;
  /** Values are divided by 2^this, and what attention returns, means of them, multiplied by it. */
  values: number;
}

/** Stands in for a bound of 0, of which there is no logarithm. */
const LEAST = 2 ** -24;

/**
 * For every layer of the decoder, what keeps its queries, keys and values below the end of half precision, whatever the
 * weights are: 0 for both where they are bounded by it anyway. Queries count as divided by √head, and both as turned: a
 * rotation of two numbers may put all of their length into one.
 *
 * One number has no such bound, and no power of two would change it: the score itself, the product of a query and a key.
 */
export async function planAttention(open: OpenPack): Promise<AttentionFold[]> {
  const { layers, heads, kvHeads, headDim } = open.config.text;
  const folds: AttentionFold[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const norm = await readTensor(open, `layers.${layer}.ln1`);
    const bounds = await projectionBounds(open, `layers.${layer}.qkv`, norm);
    const keysFrom = heads * headDim;
    const valuesFrom = keysFrom + kvHeads * headDim;
    const queries = turned(bounds.subarray(0, keysFrom), headDim) * headDim ** -0.5;
    const keys = turned(bounds.subarray(keysFrom, valuesFrom), headDim);
    const values = largest(bounds.subarray(valuesFrom));
    folds.push({
      queries:
        Math.max(queries, keys) < HALF_LIMIT
          ? 0
          : Math.round(Math.log2(Math.max(queries, LEAST) / Math.max(keys, LEAST)) / 2),
      values: Math.max(0, Math.ceil(Math.log2(values / HALF_LIMIT))),
    });
  }
  return folds;
}

/** The largest that a number of these heads can become by rotary embedding, which turns number j with j + head/2. */
function turned(bounds: Float64Array, headDim: number): number {
  const half = headDim / 2;
  return largest(
    bounds.map((bound, i) => {
      const partner = i % headDim < half ? i + half : i - half;
      return Math.hypot(bound, bounds[partner] ?? 0);
    }),
  );
}
