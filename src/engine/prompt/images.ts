import { gridOf, type ImageGrid, imageTokenCount } from '../../fara/image/geometry.ts';
import { smartResize } from '../../fara/image/smart-resize.ts';
import type { RgbaImage } from '../../protocol/chat.ts';
import { hexDigest } from '../../protocol/digest.ts';
import type { Size } from '../../protocol/geometry.ts';
import type { VisionConfig } from '../config.ts';
import { EngineError } from '../errors.ts';
import { visionGeometry } from '../vision/layout.ts';
import type { PixelBudget, PromptImage } from './input.ts';

/** An image of a prompt with the size at which the model sees it. */
export interface SizedImage {
  pixels(): Promise<RgbaImage>;
  /** Of what it shows and its size as sent: equal hashes have equal embeddings. */
  hash: string;
  /** As sent, image px. */
  size: Size;
  grid: ImageGrid;
  /** Decoder tokens it takes. */
  tokens: number;
}

/**
 * Chooses the size of an image: the one it asks for itself; else the one `wanted` tokens ask for where the image has
 * it already, otherwise smart_resize under the budget. Throws EngineError `bad-request` for an image nothing can be
 * done with.
 */
export async function sizeImage(
  image: PromptImage,
  config: VisionConfig,
  budget: PixelBudget,
  wanted?: number,
): Promise<SizedImage> {
  const geometry = visionGeometry(config);
  const { patchSize, mergeSize } = geometry;
  const factor = patchSize * mergeSize;
  const placed = (size: Size, hash: string, pixels: SizedImage['pixels']): SizedImage => {
    const grid = gridOf(size, geometry);
    return {
      pixels,
      hash: `${hash}:${size.width}x${size.height}`,
      size,
      grid,
      tokens: imageTokenCount(grid, mergeSize),
    };
  };
  if ('pixels' in image) return placed(asked(image.sent, factor), image.digest, () => image.pixels());
  const asIs = isWhole(image, factor) && (image.width * image.height) / factor ** 2 === wanted;
  const size = asIs
    ? { width: image.width, height: image.height }
    : resized(image, { ...budget, patchSize, mergeSize });
  return placed(size, await hashOf(image), async () => image);
}

function isWhole({ width, height }: Size, factor: number): boolean {
  return width % factor === 0 && height % factor === 0;
}

function asked(sent: Size, factor: number): Size {
  if (isWhole(sent, factor) && sent.width > 0 && sent.height > 0) return sent;
  throw new EngineError(
    'bad-request',
    `an image is to be sent at ${sent.width}x${sent.height} px, and this model sees multiples of ${factor}`,
  );
}

function resized(image: RgbaImage, budget: Parameters<typeof smartResize>[1]): Size {
  try {
    return smartResize(image, budget);
  } catch (cause) {
    throw new EngineError('bad-request', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function hashOf({ data, width, height }: RgbaImage): Promise<string> {
  return `${await hexDigest('SHA-256', new Uint8Array(data))}:${width}x${height}`;
}
