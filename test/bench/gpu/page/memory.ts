import { Engine } from '../../../../src/engine/engine.ts';
import { urlFolder } from '../../../../src/weights/browser/url_folder.ts';
import type { BufferCount } from './buffers.ts';
import type { BenchGpu } from './device.ts';

export interface MemoryOrder {
  /** URL of the pack's folder, ending in a slash */
  base: string;
  contextTokens: number;
  chunkTokens: number;
  /** Text tokens after the image. */
  textTokens: number;
  /** image px */
  image: { width: number; height: number };
}

export interface MemoryMeasured {
  /** bytes of GPU buffers: with the model loaded, and at most while a prompt is read and two tokens are answered */
  loaded: number;
  peak: number;
  promptTokens: number;
  /** Embeddings of the image's first tokens, to compare. */
  embeds: number[];
}

/** Numbers of the image's embeddings that are told. */
const EMBEDS = 4096;

/** The prompt and how it is to be answered. */
export function memoryRequest(
  tokens: Engine['pack']['config']['tokens'],
  { textTokens, image: { width, height } }: Pick<MemoryOrder, 'textTokens' | 'image'>,
): Parameters<Engine['forward']> {
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i * 37) % 251);
  const text = Array.from({ length: textTokens }, (_, i) => 10 + (i % 90));
  const inputIds = [tokens.visionStart, tokens.image, tokens.visionEnd, ...text];
  const imageBudget = { minPixels: 28 * 28, maxPixels: width * height };
  return [
    { inputIds, images: [{ width, height, data }] },
    { maxNewTokens: 2, allLogits: false, imageBudget },
  ];
}

/** Loads a pack, reads a prompt with one image, and counts what the GPU's buffers hold. */
export async function measureMemory(
  { runtime, device }: BenchGpu,
  count: BufferCount,
  order: MemoryOrder,
): Promise<MemoryMeasured> {
  const { base, contextTokens, chunkTokens } = order;
  const before = count.bytes;
  const engine = await Engine.load(urlFolder(base, []), runtime, device, { contextTokens, chunkTokens });
  const loaded = count.bytes - before;
  count.restart();
  const request = memoryRequest(engine.pack.config.tokens, order);
  const { generated, imageEmbeds } = await engine.forward(...request);
  await device.gpu.queue.onSubmittedWorkDone();
  const peak = count.peak - before;
  await engine.dispose();
  const embeds = Array.from(imageEmbeds.subarray(0, EMBEDS));
  return { loaded, peak, promptTokens: generated.tokens.prompt, embeds };
}
