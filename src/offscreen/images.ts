import { type Profile, sentSize } from '../fara/profile.ts';
import { findScreenshot } from '../platform/screenshots.ts';
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

/**
 * On a HiDPI screen the screenshot has more px than the viewport the model is told of: the engine's worker resizes it,
 * in one go, to the size the profile sends for that viewport.
 */
async function imageFor(id: string, profile: Profile): Promise<EngineImage> {
  const stored = await findScreenshot(id);
  if (!stored) throw new Error(`The screenshot ${id} is no longer stored. Start the task anew.`);
  return { picture: stored.png, size: sentSize(profile, stored.viewport) };
}
