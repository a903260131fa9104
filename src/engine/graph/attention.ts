import type { AttentionFold } from './attention-range.ts';
import type { GraphBuilder } from './builder.ts';

/** How keys and values are kept: `float16` takes half the memory. */
export type KvType = 'float' | 'float16';

const FLOAT = 1;
const FLOAT16 = 10;

export interface AttentionShape {
  heads: number;
  kvHeads: number;
  headDim: number;
}

/** Values of the graph that attention reads; see `buildDecoder` for their shapes. */
export interface AttentionInputs {
  /** [1, S, (heads + 2·kvHeads)·head] */
  packed: string;
  cos: string;
  sin: string;
  seqlens: string;
  total: string;
}

/** Graph inputs and outputs of one layer's cache. */
export interface CacheNames {
  pastKey: string;
  pastValue: string;
  presentKey: string;
  presentValue: string;
}

/** Adds the inputs and outputs of one layer's cache. */
export function declareCache(
  graph: GraphBuilder,
  { kvHeads, headDim }: AttentionShape,
  kv: KvType,
  names: CacheNames,
): void {
  const shape = (length: string) => [1, kvHeads, length, headDim];
  for (const name of [names.pastKey, names.pastValue]) graph.input(name, kv, shape('P'));
  for (const name of [names.presentKey, names.presentValue]) graph.output(name, kv, shape('Q'));
}

/**
 * Causal attention over the cache and the new tokens, which it appends: → `[1, S, heads·head]`. Adds the inputs and
 * outputs of the cache.
 *
 * GroupQueryAttention wants one type for all it reads, so a `float16` cache makes the whole operator compute in half
 * precision; what surrounds it stays float32. Queries are scaled by 1/√head before they become halves instead of the
 * scores after: what a kernel adds up is then the score itself, and not a number √head times as large, which in
 * models with large key biases (Qwen2.5 among them) passes the 65,504 at which halves end.
 * @param fold only of a `float16` cache: what `planAttention` found for this layer
 */
export function cachedAttention(
  graph: GraphBuilder,
  { heads, kvHeads, headDim }: AttentionShape,
  kv: KvType,
  { packed, cos, sin, seqlens, total }: AttentionInputs,
  names: CacheNames,
  output: string,
  fold: AttentionFold = { queries: 0, values: 0 },
): string {
  declareCache(graph, { heads, kvHeads, headDim }, kv, names);
  const attend = (
    qkv: string,
    rotary: readonly string[],
    scale: Record<string, { float: number }>,
    y: string,
  ) =>
    graph.node(
      'GroupQueryAttention',
      'com.microsoft',
      [qkv, '', '', names.pastKey, names.pastValue, seqlens, total, ...rotary],
      [y, names.presentKey, names.presentValue],
      { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0, ...scale },
    );
  if (kv === 'float') {
    attend(packed, [cos, sin], {}, output);
    return output;
  }
  const part = (count: number, factor: number) => Array<number>(count * headDim).fill(factor);
  const factors = Float32Array.from([
    ...part(heads, headDim ** -0.5 * 2 ** -fold.queries),
    ...part(kvHeads, 2 ** fold.queries),
    ...part(kvHeads, 2 ** -fold.values),
  ]);
  const factor = graph.float(`qkv.scale.${fold.queries}.${fold.values}`, [factors.length], factors);
  const scaled = graph.op('Mul', `${output}.scaled`, [packed, factor]);
  const half = (value: string, name: string) => graph.op('Cast', name, [value], { to: FLOAT16 });
  attend(half(scaled, `${output}.qkv16`), [cos, sin], { scale: { float: 1 } }, `${output}.y16`);
  if (fold.values === 0) return graph.op('Cast', output, [`${output}.y16`], { to: FLOAT });
  const wide = graph.op('Cast', `${output}.wide`, [`${output}.y16`], { to: FLOAT });
  return graph.op('Mul', output, [
    wide,
    graph.float(`2^${fold.values}`, [], Float32Array.of(2 ** fold.values)),
  ]);
}

/** The rotary tables in the type that attention reads. */
export function rotaryFor(graph: GraphBuilder, kv: KvType, table: string): string {
  return kv === 'float' ? table : graph.op('Cast', `${table}.half`, [table], { to: FLOAT16 });
}
