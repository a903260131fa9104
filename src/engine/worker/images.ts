import type { EngineImage, EnginePrompt } from '../../protocol/engine.ts';
import { EngineError } from '../errors.ts';
import type { PromptImage, PromptInput } from '../prompt/input.ts';

async function decode(image: EngineImage): Promise<PromptImage> {
  if ('data' in image) return image;
  // Resizing waits until the engine knows that it has not seen these pixels before.
  if ('picture' in image) return { ...(await pixelsOf(image.picture)), sent: image.size };
  return pixelsOf(image);
}

/** Decodes an encoded picture without colour conversion, so the model sees the stored values. */
async function pixelsOf(image: Blob): Promise<PromptImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(image, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (cause) {
    throw new EngineError(
      'bad-request',
      `an image of ${image.size} bytes (${image.type}) cannot be decoded`,
      { cause },
    );
  }
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new EngineError('internal', `no 2D canvas of ${width}x${height} px could be made`);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** A prompt with its pictures decoded. */
export async function decodePrompt(prompt: EnginePrompt): Promise<PromptInput> {
  if ('inputIds' in prompt) {
    return { inputIds: prompt.inputIds, images: await Promise.all(prompt.images.map(decode)) };
  }
  const entries = Object.entries(prompt.images).map(
    async ([id, image]) => [id, await decode(image)] as const,
  );
  return { messages: prompt.messages, images: Object.fromEntries(await Promise.all(entries)) };
}
