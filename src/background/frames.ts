import browser from 'webextension-polyfill';
import { framePath } from '../platform/frame_path.ts';
import { hasHostAccess } from '../platform/host_access.ts';
import type { InnerFrame } from '../protocol/content.ts';
import type { Point } from '../protocol/geometry.ts';
import { contentOf } from './content_link.ts';
import { whyClosed } from './why_closed.ts';

/** The frame of a tab that holds what is aimed at, and the point in that frame's own CSS px. */
export interface Place {
  frameId: number;
  point: Point | null;
}

export const TOP: Place = { frameId: 0, point: null };

/** A frame of another site that this extension cannot enter; the message is for the person. */
export class FrameClosedError extends Error {
  override readonly name = 'FrameClosedError';
}

/** Frames within frames within frames: deeper than any page, so that a page that changes meanwhile ends. */
const MAX_DEPTH = 16;

/**
 * Where the element under `point` (CSS px of the top frame; null: the focused one) lives: the top frame, or the
 * frame of another site at whatever depth. Frames of the same origin are looked into by the frame around them.
 * Throws FrameClosedError for a frame that cannot be entered, and what `contentOf` throws.
 */
export async function placeOf(tabId: number, point: Point | null): Promise<Place> {
  let place: Place = { frameId: 0, point };
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const inner = await contentOf(tabId, place.frameId).innerFrame({ point: place.point });
    if (!inner) return place;
    place = { frameId: await frameIdOf(tabId, inner), point: inner.point };
  }
  throw new FrameClosedError(`More than ${MAX_DEPTH} frames of other sites lie in each other here.`);
}

/** The browser's id of the frame at that path. */
async function frameIdOf(tabId: number, { path, src }: InnerFrame): Promise<number> {
  const results = await browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: framePath,
    // Not only when every frame has loaded: an advertisement may take for ever.
    injectImmediately: true,
  });
  const wanted = JSON.stringify(path);
  const found = results.filter(({ result }) => JSON.stringify(result) === wanted);
  const [frame] = found;
  if (frame && found.length === 1) return frame.frameId;
  throw new FrameClosedError(found.length > 1 ? AMBIGUOUS : whyClosed(src, await hasHostAccess()));
}

const AMBIGUOUS =
  'This point lies in one of several frames of other sites that the page keeps in shadow roots; which of them ' +
  'cannot be told. Do this step yourself.';
