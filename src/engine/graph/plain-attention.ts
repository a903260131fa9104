import { MASKED } from '../vision/layout.ts';
import { IntegerArithmetic } from './arithmetic.ts';
import { type AttentionInputs, type AttentionShape, type CacheNames, declareCache } from './attention.ts';
import type { GraphBuilder } from './builder.ts';

/** One layer's attention: from its packed projections `[S, (heads + 2·kvHeads)·head]` to `[S, heads·head]`. */
type Attend = (packed: string, names: CacheNames, output: string) => string;

/**
 * What `cachedAttention` computes over a `float` cache, made of matrix products and a softmax. For the CPU provider,
 * whose GroupQueryAttention takes many times as long over more than one token (docs/performance.md). Queries that
 * share keys are rows of one product. A cache that holds more than the past is cut to it, so what comes out ends with
 * the new tokens.
 *
 * The layers share what is the same in all of them: the sizes and the causal mask.
 * @param embeds `[S, …]`, for the number of new tokens
 */
export function plainAttention(
  graph: GraphBuilder,
  { heads, kvHeads, headDim }: AttentionShape,
  embeds: string,
  { cos, sin, total }: Pick<AttentionInputs, 'cos' | 'sin' | 'total'>,
): Attend {
  const ints = new IntegerArithmetic(graph, 'attention');
  const tokens = graph.op('Shape', 'attention/tokens', [embeds], { start: 0, end: 1 });
  const wide = graph.cast(total, 'int64', 'attention/total');
  const length = graph.op('Reshape', 'attention/length', [wide, graph.int64([1])]);
  const past = graph.op('Sub', 'attention/past', [length, tokens]);
  const mask = causalMask(graph, ints, past, length);
  const group = heads / kvHeads;
  const rotated = heads + kvHeads;
  const reshape = (x: string, shape: readonly number[], name: string) =>
    graph.op('Reshape', name, [x, graph.int64(shape)]);

  return (packed, names, output) => {
    declareCache(graph, { heads, kvHeads, headDim }, 'float', names);
    const name = (part: string) => `${output}/${part}`;
    const parts = [name('turning'), name('values')] as const;
    graph.node('Split', '', [packed, graph.int64([rotated * headDim, kvHeads * headDim])], parts, {
      axis: 1,
    });
    const turned = graph.fused(
      'RotaryEmbedding',
      name('turned'),
      [reshape(parts[0], [1, -1, rotated * headDim], name('turning.batched')), past, cos, sin],
      { num_heads: rotated, interleaved: 0 },
    );
    const perHead = reshape(turned, [-1, rotated, headDim], name('turned.heads'));
    const turnedParts = [name('q'), name('k')] as const;
    graph.node('Split', '', [perHead, graph.int64([heads, kvHeads])], turnedParts, { axis: 1 });
    const byHead = (x: string, rows: string) => {
      const swapped = graph.op('Transpose', `${x}.rows`, [x], { perm: [1, 0, 2] });
      return reshape(swapped, [kvHeads, -1, headDim], rows);
    };
    const queries = byHead(turnedParts[0], name('queries'));
    const grown = (x: string, before: string, after: string) => {
      const kept = graph.op('Slice', `${after}.kept`, [before, graph.int64([0]), past, graph.int64([2])]);
      const rows = graph.op('Transpose', `${x}.rows`, [x], { perm: [1, 0, 2] });
      const fresh = reshape(rows, [1, kvHeads, -1, headDim], `${x}.fresh`);
      graph.op('Concat', after, [kept, fresh], { axis: 2 });
      return reshape(after, [kvHeads, -1, headDim], `${after}.all`);
    };
    const keys = grown(turnedParts[1], names.pastKey, names.presentKey);
    const valueHeads = reshape(parts[1], [-1, kvHeads, headDim], name('values.heads'));
    const values = grown(valueHeads, names.pastValue, names.presentValue);

    const scores = graph.fused('FusedMatMul', name('scores'), [queries, keys], {
      transB: 1,
      alpha: { float: headDim ** -0.5 },
    });
    // [kvHeads, group·S, T] → [heads, S, T], which the mask [S, T] is added to.
    const byQuery = graph.op('Concat', name('by_query'), [graph.int64([heads]), tokens, length], { axis: 0 });
    const apart = graph.op('Reshape', name('scores.heads'), [scores, byQuery]);
    const masked = graph.op('Add', name('scores.masked'), [apart, mask]);
    const weights = graph.op('Softmax', name('weights'), [masked], { axis: -1 });
    const byGroup = graph.op('Concat', name('by_group'), [graph.int64([kvHeads, -1]), length], { axis: 0 });
    const together = graph.op('Reshape', name('weights.groups'), [weights, byGroup]);
    const attended = graph.op('MatMul', name('attended'), [together, values]);
    const rows = graph.op(
      'Transpose',
      name('attended.rows'),
      [reshape(attended, [kvHeads * group, -1, headDim], name('attended.heads'))],
      { perm: [1, 0, 2] },
    );
    return reshape(rows, [-1, heads * headDim], output);
  };
}

/** [S, T]: 0 where token past + s may look at token t, very negative where t comes later. */
function causalMask(graph: GraphBuilder, ints: IntegerArithmetic, past: string, length: string): string {
  const own = graph.op('Reshape', 'attention/own', [ints.range(past, length), graph.int64([-1, 1])]);
  const later = graph.op('Less', 'attention/later', [own, ints.range(0, length)]);
  const value = (x: number) => graph.float(`${x}`, [], Float32Array.of(x));
  return graph.op('Where', 'attention/mask', [later, value(MASKED), value(0)]);
}
