import { type OpenPack, packTensor, readSpan, readTensor } from '../../weights/pack/read.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { encodeModel } from '../onnx/encode.ts';
import type { Initializer, Model } from '../onnx/model.ts';
import { buildTransformersDecoder } from './decoder.ts';
import { buildTransformersVision } from './vision.ts';

/** bytes; a protobuf message cannot be larger, and these files hold their weights themselves. */
const FILE_LIMIT = 2 ** 31 - 1;

/** transformers.js finds the file of a dtype by its ending. */
const ENDING = { f32: '', q8: '_quantized', 'q4-head8': '_q4', q4: '_q4' } as const;

export interface ExportedFile {
  /** Relative, as in `onnx/vision_encoder_quantized.onnx`. */
  name: string;
  bytes: Uint8Array;
}

/**
 * A pack's weights, as they are, in the three ONNX files that transformers.js loads for
 * `Qwen2_5_VLForConditionalGeneration`, one after the other. The embedding, which the engine reads row by row, is
 * written out as float32.
 * @throws RangeError when a file would pass 2 GB
 */
export async function* exportOnnx(open: OpenPack): AsyncGenerator<ExportedFile> {
  const { pack, config } = open;
  const graphs: [string, () => Model | Promise<Model>][] = [
    ['embed_tokens', () => embedTokens(open)],
    ['vision_encoder', () => buildTransformersVision(pack, config)],
    ['decoder_model_merged', () => buildTransformersDecoder(pack, config.text)],
  ];
  for (const [graph, build] of graphs) {
    const name = `onnx/${graph}${ENDING[pack.quant]}.onnx`;
    yield { name, bytes: encodeModel(await withWeights(open, await build(), name)) };
  }
}

/** `input_ids [1, S]` → `inputs_embeds [1, S, hidden]`. */
async function embedTokens(open: OpenPack): Promise<Model> {
  const [vocab = 0, hidden = 0] = packTensor(open, 'embed').shape;
  checkSize(vocab * hidden * 4, 'onnx/embed_tokens.onnx');
  const graph = new GraphBuilder('embed_tokens');
  const ids = graph.input('input_ids', 'int64', [1, 'S']);
  const table = graph.float('embed', [vocab, hidden], await readTensor(open, 'embed'));
  graph.op('Gather', 'inputs_embeds', [table, ids], { axis: 0 });
  graph.output('inputs_embeds', 'float', [1, 'S', hidden]);
  return graph.build();
}

/** The same model with every span of the pack read into it. */
async function withWeights(open: OpenPack, model: Model, name: string): Promise<Model> {
  const sizes = model.initializers.map(({ data }) => ('raw' in data ? data.raw.length : data.bytes));
  checkSize(
    sizes.reduce((sum, size) => sum + size, 0),
    name,
  );
  const initializers: Initializer[] = [];
  for (const one of model.initializers) {
    if ('raw' in one.data) {
      initializers.push(one);
      continue;
    }
    const { file, offset, bytes } = one.data;
    const shard = open.pack.shards.findIndex((candidate) => candidate.file === file);
    initializers.push({ ...one, data: { raw: await readSpan(open, { shard, offset, bytes }) } });
  }
  return { ...model, initializers };
}

function checkSize(bytes: number, name: string): void {
  if (bytes > FILE_LIMIT) {
    throw new RangeError(
      `${name} would hold ${bytes} bytes, an ONNX file holds at most ${FILE_LIMIT}; export a smaller model`,
    );
  }
}
