import type { RgbaImage } from '../../protocol/chat.ts';
import { hexDigest } from '../../protocol/digest.ts';
import type { EngineImage, EnginePrompt } from '../../protocol/engine.ts';
import { EngineError } from '../errors.ts';
import type { PromptImage, PromptInput } from '../prompt/input.ts';

async function read(image: EngineImage): Promise<PromptImage> {
  if ('data' in image) return image;
  if (!('picture' in image)) return pixelsOf(image);
  const { picture, size } = image;
  // The same file has the same pixels. Its bytes are a hundredth of them, and every step names old screenshots again.
  return {
    digest: await hexDigest('SHA-256', await picture.arrayBuffer()),
    sent: size,
    pixels: () => pixelsOf(picture),
  };
}

/** Decodes an encoded picture without colour conversion, so the model sees the stored values. */
async function pixelsOf(image: Blob): Promise<RgbaImage> {
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

/** A prompt with its pictures as the engine takes them. */
export async function readPictures(prompt: EnginePrompt): Promise<PromptInput> {
  if ('inputIds' in prompt) {
    return { inputIds: prompt.inputIds, images: await Promise.all(prompt.images.map(read)) };
  }
  const entries = Object.entries(prompt.images).map(async ([id, image]) => [id, await read(image)] as const);
  return { messages: prompt.messages, images: Object.fromEntries(await Promise.all(entries)) };
}
