import type { RgbaImage } from '../../protocol/chat.ts';
import type { EngineImage, EnginePrompt } from '../../protocol/engine.ts';
import { EngineError } from '../errors.ts';
import type { PromptInput } from '../prompt/input.ts';

/** Decodes an encoded picture without colour conversion, so the model sees the stored values. */
async function decode(image: EngineImage): Promise<RgbaImage> {
  if (!(image instanceof Blob)) return image;
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
