import browser from 'webextension-polyfill';
import { z } from 'zod';
import type { Size } from '../protocol/geometry.ts';
import { sleep, within } from './abortable.ts';
import { contentOf } from './content_link.ts';

const KEY = 'ownWindow';

/** Where a tab came from; kept in session storage, since a task outlives its service worker. */
const Origin = z.object({
  tabId: z.number().int(),
  /** The window it was in; null: it was alone in it, which was only resized. */
  windowId: z.number().int().nullable(),
  index: z.number().int(),
  pinned: z.boolean(),
  /** DIP; of the window that was resized. */
  size: z.object({ width: z.number(), height: z.number() }).nullable(),
});
type Origin = z.infer<typeof Origin>;

/** What a browser's own bars take of a window, DIP: a first guess, corrected by what the page then says. */
const BARS = { width: 16, height: 90 };
/** A page that was resized says its new size after about this; ms. */
const RESIZE_MS = 200;
/** On a busy machine much later: so often it is asked again while it still says the size it had. */
const ASKED = 8;
const ROUNDS = 3;

/**
 * Puts the tab into a window of its own whose viewport is `viewport` (CSS px), as far as the screen has room. The
 * person's window keeps the focus. A tab that is alone in its window stays there, and that one is resized.
 */
export function moveToOwnWindow(tabId: number, viewport: Size): Promise<void> {
  return inTurn(async () => {
    // One that cannot be moved back stays where it is, rather than in the way of the next.
    await putBack().catch(console.warn);
    await moveOut(tabId, viewport);
  });
}

/** Puts the tab back to where it was, if it is out and still there; otherwise into the window used last. */
export function returnFromOwnWindow(): Promise<void> {
  return inTurn(putBack);
}

/** One after the other: a return that is late must not forget where the next task's tab came from. */
let moving: Promise<void> = Promise.resolve();

function inTurn(move: () => Promise<void>): Promise<void> {
  const moved = moving.then(move);
  moving = moved.catch(() => {});
  return moved;
}

async function moveOut(tabId: number, viewport: Size): Promise<void> {
  const tab = await browser.tabs.get(tabId);
  const from = await browser.windows.get(tab.windowId ?? 0, { populate: true });
  const alone = from.tabs?.length === 1;
  const size = { width: from.width ?? 0, height: from.height ?? 0 };
  const origin: Origin = {
    tabId,
    windowId: alone ? null : (from.id ?? null),
    index: tab.index,
    pinned: tab.pinned,
    size: alone ? size : null,
  };
  await browser.storage.session.set({ [KEY]: origin });
  const outer = { width: viewport.width + BARS.width, height: viewport.height + BARS.height };
  const before = alone ? null : await viewportOf(tabId);
  const own = alone ? from : await createWindow(tabId, outer);
  if (own.id !== undefined) await fitViewport(own.id, tabId, viewport, before);
}

/** Of that outer size; of the browser's own choice where the browser finds it too large for the screen. */
function createWindow(tabId: number, outer: Size): ReturnType<typeof browser.windows.create> {
  const create = { tabId, focused: false };
  return browser.windows.create({ ...create, ...outer }).catch(() => browser.windows.create(create));
}

async function putBack(): Promise<void> {
  const stored = Origin.safeParse((await browser.storage.session.get(KEY))[KEY]);
  if (!stored.success) return;
  await moveHome(stored.data);
  // Last: a tab that could not be moved, as while the person drags one, is moved the next time.
  await browser.storage.session.remove(KEY);
}

async function moveHome({ tabId, windowId, index, pinned, size }: Origin): Promise<void> {
  const tab = await browser.tabs.get(tabId).catch(() => null);
  if (!tab) return;
  if (size) {
    if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, size);
    return;
  }
  const home = windowId === null ? null : await browser.windows.get(windowId).catch(() => null);
  // The person has closed that window: the tab stays in its own.
  if (home?.id === undefined) return;
  await browser.tabs.move(tabId, { windowId: home.id, index });
  await browser.tabs.update(tabId, { pinned });
}

/** Corrects the window's size by what the page says of its viewport, until it fits or the screen allows no more. */
async function fitViewport(
  windowId: number,
  tabId: number,
  wanted: Size,
  before: Size | null,
): Promise<void> {
  let last = before;
  for (let round = 0; round < ROUNDS; round++) {
    const viewport = await viewportAfterResize(tabId, wanted, last);
    if (!viewport || same(viewport, wanted)) return;
    // The last resize changed nothing: the screen allows no more.
    if (round > 0 && same(viewport, last)) return;
    last = viewport;
    const [zoom, { width = 0, height = 0 }] = await Promise.all([
      browser.tabs.getZoom(tabId),
      browser.windows.get(windowId),
    ]);
    const resized = await browser.windows
      .update(windowId, {
        width: width + Math.round((wanted.width - viewport.width) * zoom),
        height: height + Math.round((wanted.height - viewport.height) * zoom),
      })
      // The browser finds it too large for the screen: it stays as it is.
      .catch(() => null);
    if (!resized) return;
  }
}

/**
 * The page's viewport once it is no longer the one of `before` the resize, and no longer changes; after a while whatever
 * it is, since a window may have had the right size already. null: a browser page, or one that does not answer.
 */
async function viewportAfterResize(tabId: number, wanted: Size, before: Size | null): Promise<Size | null> {
  const { signal } = new AbortController();
  let last: Size | null = null;
  for (let asked = 0; asked < ASKED; asked++) {
    await sleep(RESIZE_MS, signal);
    const viewport = await viewportOf(tabId);
    if (!viewport || same(viewport, wanted)) return viewport;
    if (same(viewport, last) && !same(viewport, before)) return viewport;
    last = viewport;
  }
  return last;
}

/** CSS px; null: a browser page, or one that still loads. */
function viewportOf(tabId: number): Promise<Size | null> {
  return within(RESIZE_MS * 5, contentOf(tabId).state({}), () => new Error('no answer')).then(
    ({ viewport }) => viewport,
    () => null,
  );
}

function same(a: Size, b: Size | null): boolean {
  return a.width === b?.width && a.height === b.height;
}
