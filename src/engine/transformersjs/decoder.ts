import type { Pack } from '../../protocol/pack.ts';
import type { DecoderConfig } from '../config.ts';
import { IntegerArithmetic } from '../graph/arithmetic.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { decoderLayers, vocabularyLogits } from '../graph/decoder.ts';
import { PackWeights } from '../graph/weights.ts';
import type { Model } from '../onnx/model.ts';

/**
 * `decoder_model_merged` as transformers.js calls it, for one sequence.
 *
 * Inputs: `inputs_embeds [1, S, hidden]`; `attention_mask [1, T]`, all ones; `position_ids [3, 1, S]`, the M-RoPE
 * positions; `num_logits_to_keep []`, of the last positions, 0 for all; `past_key_values.{i}.key|value
 * [1, kvHeads, P, head]`, T = P + S.
 * Outputs: `logits [1, R, vocab]`, `present.{i}.key|value [1, kvHeads, T, head]`.
 */
export function buildTransformersDecoder(pack: Pack, config: DecoderConfig): Model {
  const graph = new GraphBuilder('decoder_model_merged');
  const weights = new PackWeights(pack, graph, 0);
  const ints = new IntegerArithmetic(graph, 'sizes');
  const { hiddenSize: hidden, heads, kvHeads, headDim, vocabSize } = config;

  const embeds = graph.input('inputs_embeds', 'float', [1, 'S', hidden]);
  const mask = graph.input('attention_mask', 'int64', [1, 'T']);
  const positions = graph.input('position_ids', 'int64', [3, 1, 'S']);
  const keep = graph.input('num_logits_to_keep', 'int64', []);

  const total = graph.op('Shape', 'total', [mask], { start: 1, end: 2 });
  const toInt32 = (value: string, name: string) => graph.op('Cast', name, [value], { to: 6 });
  const seqlens = toInt32(ints.plus(total, -1), 'seqlens_k');
  const totalLength = toInt32(ints.scalar(total), 'total_sequence_length');
  const { cos, sin } = rotaryAngles(graph, config, positions);
  const rotate = (x: string, width: number, output: string) => {
    const batched = graph.op('Reshape', `${output}.batched`, [x, graph.int64([1, -1, width * headDim])]);
    const attributes = { num_heads: width, interleaved: 0 };
    return graph.fused('RotaryEmbedding', output, [batched, graph.int64([0]), cos, sin], attributes);
  };

  const rows = graph.op('Reshape', 'embeds', [embeds, graph.int64([-1, hidden])]);
  const last = decoderLayers(graph, weights, config, rows, (qkv, layer) => {
    const name = (part: string) => `layers.${layer}/${part}`;
    const parts = [name('q'), name('k'), name('v')] as const;
    const widths = graph.int64([heads * headDim, kvHeads * headDim, kvHeads * headDim]);
    graph.node('Split', '', [qkv, widths], parts, { axis: 1 });
    const q = rotate(parts[0], heads, name('q.rotary'));
    const k = rotate(parts[1], kvHeads, name('k.rotary'));
    const v = graph.op('Reshape', name('v.batched'), [parts[2], graph.int64([1, -1, kvHeads * headDim])]);
    const [past, present] = [`past_key_values.${layer}`, `present.${layer}`];
    for (const part of ['key', 'value']) {
      graph.input(`${past}.${part}`, 'float', [1, kvHeads, 'P', headDim]);
      graph.output(`${present}.${part}`, 'float', [1, kvHeads, 'T', headDim]);
    }
    graph.node(
      'GroupQueryAttention',
      'com.microsoft',
      [q, k, v, `${past}.key`, `${past}.value`, seqlens, totalLength],
      [name('attention'), `${present}.key`, `${present}.value`],
      { num_heads: heads, kv_num_heads: kvHeads },
    );
    return name('attention');
  });

  const length = graph.op('Shape', 'length', [rows], { start: 0, end: 1 });
  const kept = graph.op('Reshape', 'kept', [keep, graph.int64([1])]);
  const none = graph.op('Equal', 'keep/none', [kept, graph.int64([0])]);
  const count = graph.op('Where', 'keep/count', [none, length, kept]);
  const wanted = ints.range(graph.op('Sub', 'keep/first', [length, count]), length);
  const logits = vocabularyLogits(graph, weights, config, last, wanted, 'logits.rows');
  graph.op('Reshape', 'logits', [logits, graph.int64([1, -1, vocabSize])]);
  graph.output('logits', 'float', [1, 'R', vocabSize]);
  return graph.build();
}

/** Cosines and sines [S, head/2]: frequency j turns with the axis that `mropeSection` gives it. */
function rotaryAngles(graph: GraphBuilder, config: DecoderConfig, positions: string) {
  const half = config.headDim / 2;
  const axes = config.mropeSection.flatMap((count, axis) => Array<number>(count).fill(axis));
  const frequencies = Float32Array.from(axes, (_, j) => 1 / config.ropeTheta ** ((2 * j) / config.headDim));
  const flat = graph.op('Reshape', 'positions', [positions, graph.int64([3, -1])]);
  const float = graph.op('Cast', 'positions/float', [flat], { to: 1 });
  const byFrequency = graph.op('Gather', 'positions/axes', [float, graph.int64(axes)], { axis: 0 });
  const byToken = graph.op('Transpose', 'positions/rows', [byFrequency], { perm: [1, 0] });
  const angles = graph.op('Mul', 'angles', [byToken, graph.float('frequencies', [1, half], frequencies)]);
  return { cos: graph.op('Cos', 'cos', [angles]), sin: graph.op('Sin', 'sin', [angles]) };
}
