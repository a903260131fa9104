import { resizeBicubic } from '../fara/image/resize.ts';
import { type Profile, sentSize } from '../fara/profile.ts';
import { readPixels } from '../platform/pixels.ts';
import { findScreenshot, type StoredScreenshot } from '../platform/screenshots.ts';
import type { ChatMessage } from '../protocol/chat.ts';
import type { EngineImage } from '../protocol/engine.ts';

/** The stored screenshots that the messages name, by id. Throws when one is no longer kept. */
export async function imagesOf(
  messages: readonly ChatMessage[],
  profile: Profile,
): Promise<Record<string, EngineImage>> {
  const ids = messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
  );
  const images = ids.map(async (id) => [id, await imageFor(id, profile)] as const);
  return Object.fromEntries(await Promise.all(images));
}

async function imageFor(id: string, profile: Profile): Promise<EngineImage> {
  const stored = await findScreenshot(id);
  if (!stored) throw new Error(`The screenshot ${id} is no longer stored. Start the task anew.`);
  const bitmap = await createImageBitmap(stored.png);
  const { width, height } = stored.viewport;
  if (bitmap.width === width && bitmap.height === height) return stored.png;
  return resizeForModel(bitmap, stored, profile);
}

/**
 * On a HiDPI screen the screenshot has more px than the viewport the model is told of: it is resized here, in one
 * go, to the size the profile sends for that viewport, which the engine then leaves as it is.
 */
async function resizeForModel(
  bitmap: ImageBitmap,
  { viewport }: StoredScreenshot,
  profile: Profile,
): Promise<EngineImage> {
  const resized = resizeBicubic(await readPixels(bitmap), sentSize(profile, viewport));
  return { ...resized, data: new Uint8ClampedArray(resized.data) };
}
