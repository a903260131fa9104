import {
  AutoProcessor,
  BaseStreamer,
  cat,
  env,
  type PreTrainedModel,
  type Processor,
  Qwen2_5_VLForConditionalGeneration,
  RawImage,
  type Tensor,
} from '@huggingface/transformers';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import type { ChatMessage, RgbaImage } from '../../../../src/protocol/chat.ts';
import type { Measured, Setup } from './wire.ts';

type TheirSetup = Pick<Setup, 'device' | 'models' | 'dtype' | 'threads'>;

/** transformers.js as its users run it, in a worker of its own. */
export type TransformersCommand =
  | { type: 'load'; setup: TheirSetup }
  | {
      type: 'step';
      messages: ChatMessage[];
      images: Record<string, RgbaImage>;
      request: Setup['request'];
    };

let loaded: { model: PreTrainedModel; processor: Processor } | undefined;

self.onmessage = async ({ data }: MessageEvent<TransformersCommand>) => {
  try {
    self.postMessage({ done: data.type === 'load' ? await load(data.setup) : await step(data) });
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
};

async function load({ device, models, dtype, threads }: TheirSetup): Promise<null> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = models;
  env.useBrowserCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('transformers.js brought another ONNX Runtime than the one for browsers');
  // Its own default is a server of the network. More threads are workers that run the glue code from its own file.
  wasm.wasmPaths = { wasm: wasmUrl, mjs: glueUrl };
  if (threads) wasm.numThreads = threads;
  const options = { dtype, device: device === 'cpu' ? ('wasm' as const) : ('webgpu' as const) };
  const model = await Qwen2_5_VLForConditionalGeneration.from_pretrained('export', options);
  loaded = { model, processor: await AutoProcessor.from_pretrained('export', {}) };
  return null;
}

async function step(command: Extract<TransformersCommand, { type: 'step' }>): Promise<Measured> {
  if (!loaded) throw new Error('load first');
  const { model, processor } = loaded;
  const { messages, images, request } = command;
  const started = performance.now();
  const pictures = messages.flatMap(({ content }) =>
    content.flatMap((part) => {
      const image = part.type === 'image' ? images[part.image] : undefined;
      return image
        ? [new RawImage(new Uint8ClampedArray(image.data), image.width, image.height, 4).rgb()]
        : [];
    }),
  );
  const inputs = await prepare(processor, messages, pictures);
  const clock = new TokenClock();
  const sequences = (await model.generate({
    ...inputs,
    max_new_tokens: request.maxNewTokens,
    do_sample: false,
    repetition_penalty: request.repetitionPenalty ?? 1,
    ...({ streamer: clock } as object),
  })) as Tensor;
  const ended = performance.now();
  const promptTokens = inputs.input_ids.dims[1] as number;
  const ids = [...(sequences.data as BigInt64Array)].slice(promptTokens).map(Number);
  const first = clock.first ?? ended;
  return {
    ids,
    promptTokens,
    firstTokenMs: first - started,
    decodeMs: ended - first,
    totalMs: ended - started,
    prefilled: promptTokens,
    visionPasses: pictures.length,
    decodePasses: ids.length - 1,
  };
}

/**
 * The processor of this version takes several images for the frames of a video: each goes through it alone, and the
 * image tokens are repeated here as it would.
 */
async function prepare(processor: Processor, messages: ChatMessage[], pictures: RawImage[]) {
  const { image_processor: cutUp, tokenizer } = processor;
  if (!cutUp || !tokenizer) throw new Error('the export lacks an image processor or a tokenizer');
  const pixels: Tensor[] = [];
  const grids: Tensor[] = [];
  for (const picture of pictures) {
    const { pixel_values, image_grid_thw } = await cutUp(picture);
    pixels.push(pixel_values);
    grids.push(image_grid_thw);
  }
  // Four patches are one token.
  const tokens = grids.map((grid) => [...(grid.data as BigInt64Array)].reduce((a, b) => a * b, 1n) / 4n);
  let image = 0;
  const template = processor.apply_chat_template(messages as never, {
    add_generation_prompt: true,
    tokenize: false,
  });
  const text = String(template).replaceAll('<|image_pad|>', (pad: string) =>
    pad.repeat(Number(tokens[image++] ?? 1n)),
  );
  const { input_ids, attention_mask } = tokenizer(text, { add_special_tokens: false });
  return {
    input_ids: input_ids as Tensor,
    attention_mask,
    pixel_values: cat(pixels, 0),
    image_grid_thw: cat(grids, 0),
  };
}

/** When the first token came: `put` is called for the prompt, then for each token. */
class TokenClock extends BaseStreamer {
  #calls = 0;
  first: number | undefined;

  override put(): void {
    if (++this.#calls === 2) this.first = performance.now();
  }

  override end(): void {}
}
