import type { PageAction } from '../protocol/content.ts';
import { FrameClosedError, type Place, placeOf } from './frames.ts';

type Drag = PageAction & { kind: 'drag' };

/**
 * The frame in which a drag is carried out, and the drag in its own CSS px. Throws FrameClosedError where it would cross
 * the border of a frame of another site: a script's mouse is in one document at a time.
 */
export async function dragPlace(tabId: number, drag: Drag): Promise<{ frameId: number; drag: Drag }> {
  const from = await placeOf(tabId, drag.from);
  if (from.frameId === 0 || !from.point) return { frameId: 0, drag };
  const to: Place = await placeOf(tabId, drag.to);
  if (to.frameId === from.frameId && to.point) {
    return { frameId: from.frameId, drag: { kind: 'drag', from: from.point, to: to.point } };
  }
  throw new FrameClosedError(
    'What is dragged lies in a frame of another site, and the place to drop it does not. Do this step yourself.',
  );
}
