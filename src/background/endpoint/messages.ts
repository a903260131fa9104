import type { WireMessage } from '../../endpoint/complete.ts';
import { resizeBicubic } from '../../fara/image/resize.ts';
import { type Profile, sentSize } from '../../fara/profile.ts';
import { blobToDataUrl } from '../../platform/data_url.ts';
import { pngOf, readPixels } from '../../platform/pixels.ts';
import { findScreenshot } from '../../platform/screenshots.ts';
import type { ChatMessage } from '../../protocol/chat.ts';

/**
 * The messages as a chat server takes them, screenshots as PNG data URLs of the size the profile sends: the server
 * then has nothing to resize, and the model's coordinates are in px of just these images. Content of text alone is
 * a plain string, as in Fara's own calls (`fara_agent.py`), which every chat template understands.
 */
export function wireMessages(messages: readonly ChatMessage[], profile: Profile): Promise<WireMessage[]> {
  return Promise.all(messages.map((message) => wireMessage(message, profile)));
}

async function wireMessage({ role, content }: ChatMessage, profile: Profile): Promise<WireMessage> {
  if (content.every((part) => part.type === 'text')) {
    return { role, content: content.map(({ text }) => text).join('') };
  }
  const parts = content.map(async (part) =>
    part.type === 'text'
      ? part
      : { type: 'image_url' as const, image_url: { url: await sentImage(part.image, profile) } },
  );
  return { role, content: await Promise.all(parts) };
}

async function sentImage(id: string, profile: Profile): Promise<string> {
  const stored = await findScreenshot(id);
  if (!stored) throw new Error(`The screenshot ${id} is no longer stored. Start the task anew.`);
  const size = sentSize(profile, stored.viewport);
  return blobToDataUrl(await pngOf(resizeBicubic(await readPixels(stored.png), size)));
}
