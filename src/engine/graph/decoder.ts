import type { Pack } from '../../protocol/pack.ts';
import type { DecoderConfig } from '../config.ts';
import type { Model } from '../onnx/model.ts';
import { cachedAttention, type KvType, rotaryFor } from './attention.ts';
import type { AttentionFold } from './attention-range.ts';
import { GraphBuilder } from './builder.ts';
import type { HalfPlan } from './half.ts';
import { plainAttention } from './plain-attention.ts';
import { type AccuracyLevel, PackWeights } from './weights.ts';

/** Names of layer i's KV cache values: graph inputs `past`, graph outputs `present`. */
export const kvNames = (layer: number) => ({
  pastKey: `past.${layer}.key`,
  pastValue: `past.${layer}.value`,
  presentKey: `present.${layer}.key`,
  presentValue: `present.${layer}.value`,
});

/**
 * The language model for one sequence.
 *
 * Inputs: `inputs_embeds [S, hidden]`; `cos`, `sin [T, head/2]`, where row i holds the mixed (t, h, w) angles
 * of token i (GroupQueryAttention indexes them by sequence position, so M-RoPE needs no operator of its own);
 * `seqlens_k [1]` = past + S − 1; `total_sequence_length` = past + S; `logit_rows [R]`, the rows of this call
 * whose logits are wanted; `past.{i}.key|value [1, kvHeads, P, head]`.
 * Outputs: `logits [R, vocab]`, `present.{i}.key|value [1, kvHeads, max(P, past + S), head]` (past + S with `plain`
 * attention). Keys and values are of the type `kv`, everything else is float32.
 * @param attention `plain` only with a `float` cache; see `plainAttention`
 * @param folds what `planAttention` found, for a `float16` cache
 */
export function buildDecoder(
  pack: Pack,
  config: DecoderConfig,
  accuracy: AccuracyLevel,
  half?: HalfPlan,
  kv: KvType = 'float',
  attention: 'fused' | 'plain' = 'fused',
  folds: readonly AttentionFold[] = [],
): Model {
  const graph = new GraphBuilder('decoder');
  const weights = new PackWeights(pack, graph, accuracy, half);
  const { hiddenSize: hidden, heads, kvHeads, headDim, vocabSize } = config;

  const embeds = graph.input('inputs_embeds', 'float', ['S', hidden]);
  const cos = rotaryFor(graph, kv, graph.input('cos', 'float', ['T', headDim / 2]));
  const sin = rotaryFor(graph, kv, graph.input('sin', 'float', ['T', headDim / 2]));
  const seqlens = graph.input('seqlens_k', 'int32', [1]);
  const total = graph.input('total_sequence_length', 'int32', []);
  const rows = graph.input('logit_rows', 'int64', ['R']);

  const plain =
    attention === 'plain' ? plainAttention(graph, config, embeds, { cos, sin, total }) : undefined;
  const last = decoderLayers(graph, weights, config, embeds, (qkv, layer) => {
    const prefix = `layers.${layer}`;
    if (plain) return plain(qkv, kvNames(layer), `${prefix}/attention`);
    const packed = graph.op('Reshape', `${prefix}/packed`, [
      qkv,
      graph.int64([1, -1, (heads + 2 * kvHeads) * headDim]),
    ]);
    const inputs = { packed, cos, sin, seqlens, total };
    return cachedAttention(graph, config, kv, inputs, kvNames(layer), `${prefix}/attention`, folds[layer]);
  });
  vocabularyLogits(graph, weights, config, last, rows, 'logits');
  graph.output('logits', 'float', ['R', vocabSize]);
  return graph.build();
}

/** What the last layer leaves: the output of its MLP and what that is still to be added to, both [S, hidden]. */
export interface LastLayer {
  mlp: string;
  residual: string;
}

/**
 * All layers over `embeds [S, hidden]`.
 * @param attend from the packed projections `[S, (heads + 2·kvHeads)·head]` of a layer to its attention's output, of
 *   any shape that holds `[S, heads·head]`; adds whatever inputs and outputs it needs.
 */
export function decoderLayers(
  graph: GraphBuilder,
  weights: PackWeights,
  { heads, headDim, layers, rmsNormEps: epsilon }: DecoderConfig,
  embeds: string,
  attend: (qkv: string, layer: number) => string,
): LastLayer {
  let residual = embeds;
  let mlp: string | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `layers.${layer}`;
    let normed: string;
    if (mlp === undefined) normed = weights.rmsNorm(residual, `${prefix}.ln1`, epsilon, `${prefix}/ln1`);
    else [normed, residual] = weights.skipRmsNorm(mlp, residual, `${prefix}.ln1`, epsilon, `${prefix}/ln1`);

    const qkv = weights.linear(normed, `${prefix}.qkv`, `${prefix}/qkv`);
    const flat = graph.op('Reshape', `${prefix}/flat`, [
      attend(qkv, layer),
      graph.int64([-1, heads * headDim]),
    ]);
    const attended = weights.linear(flat, `${prefix}.o`, `${prefix}/o`);

    [normed, residual] = weights.skipRmsNorm(attended, residual, `${prefix}.ln2`, epsilon, `${prefix}/ln2`);
    mlp = weights.gatedMlp(normed, prefix, `${prefix}/mlp`);
  }
  if (mlp === undefined) throw new Error('a decoder needs at least one layer; config.num_hidden_layers is 0');
  return { mlp, residual };
}

/** Logits `[R, vocab]` of the wanted `rows [R]`: only they pass the last norm and the vocabulary matrix, the largest. */
export function vocabularyLogits(
  graph: GraphBuilder,
  weights: PackWeights,
  { rmsNormEps: epsilon }: DecoderConfig,
  last: LastLayer,
  rows: string,
  output: string,
): string {
  const mlp = graph.op('Gather', 'last/mlp', [last.mlp, rows], { axis: 0 });
  const residual = graph.op('Gather', 'last/residual', [last.residual, rows], { axis: 0 });
  const [final] = weights.skipRmsNorm(mlp, residual, 'norm', epsilon, 'last/norm');
  return weights.linear(final, weights.has('lm_head') ? 'lm_head' : 'embed', output);
}
