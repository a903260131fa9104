import browser, { type Tabs } from 'webextension-polyfill';
import { isSameView } from '../agent/outdated.ts';
import { readDataUrl } from '../platform/data_url.ts';
import type { PageState } from '../protocol/content.ts';
import { hexDigest } from '../protocol/digest.ts';
import { sleep, within } from './abortable.ts';
import { contentOf, showDrawings } from './content_link.ts';
import {
  PageSilentError,
  TabClosedError,
  TabHiddenError,
  WindowUnseenError,
  whyUnreachable,
} from './errors.ts';

/** Chrome allows two `captureVisibleTab` calls in this time and throws at the third; a little more than its second, ms. */
const TWO_CALLS_MS = 1010;
/** A page that answers nothing for so long does not run; ms. */
const SILENT_MS = 5000;

/** When the last two calls were made, oldest first. */
let calls: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** A screenshot and where the page stood right after it. */
export interface Captured {
  /** Device px, without what is drawn for the person. */
  png: Blob;
  /** SHA-256 of the PNG, hex. The browser's encoder makes the same bytes of the same pixels. */
  pixels: string;
  state: PageState;
}

/**
 * What the tab shows. Throws `TabClosedError`, `TabHiddenError` when another tab is in front, `WindowUnseenError` when
 * its window is minimised or covered, `PageSilentError`, `NoAccessError` or `PageUnreachableError` where the browser forbids it.
 */
export async function captureTab(tabId: number, signal: AbortSignal): Promise<Captured> {
  for (let tries = 1; ; tries++) {
    const { before, ...captured } = await captureOnce(tabId, signal);
    if (isSameView(before, captured.state) || tries === MAX_TRIES) return captured;
  }
}

/** A page that never stays the same is taken as it is after so many pictures. */
const MAX_TRIES = 3;

async function captureOnce(tabId: number, signal: AbortSignal): Promise<Captured & { before: PageState }> {
  await waitForTurn(signal);
  const hidden = showDrawings(tabId, false);
  const asked = tabInSight(tabId);
  // Why nothing could be hidden is said first.
  asked.catch(() => {});
  let dataUrl: string;
  let before: PageState;
  try {
    await answered(hidden);
    const { tab, state } = await answered(asked);
    before = state;
    dataUrl = await captureWindow(tab, signal);
  } catch (error) {
    show(tabId);
    throw error;
  }
  // The person may have changed tabs meanwhile: then this is a picture of another page.
  const after = answered(tabInSight(tabId));
  // Only now: the page would have to style itself anew before it can answer.
  show(tabId);
  const [{ state }, picture] = await Promise.all([after, pictureOf(dataUrl)]);
  return { ...picture, state, before };
}

/** Nothing waits for it: the page may be gone by now, and then so is its cursor. */
function show(tabId: number): void {
  showDrawings(tabId, true).catch(() => {});
}

/** A page that answers nothing is stopped by something that only a person can see. */
function answered<T>(answer: Promise<T>): Promise<T> {
  return within(SILENT_MS, answer, () => new PageSilentError(SILENT_MS));
}

async function pictureOf(dataUrl: string): Promise<Pick<Captured, 'png' | 'pixels'>> {
  const { type, bytes } = readDataUrl(dataUrl);
  return { png: new Blob([bytes], { type }), pixels: await hexDigest('SHA-256', bytes) };
}

async function captureWindow(tab: Tabs.Tab, signal: AbortSignal): Promise<string> {
  const capture = () => {
    calls = [calls[1], performance.now()];
    return browser.tabs.captureVisibleTab(tab.windowId, { format: 'png' });
  };
  try {
    return await capture();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!reason.includes('MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND')) {
      throw await whyUnreachable(tab.url ?? '', error);
    }
    // A service worker that was just restarted does not remember its last capture.
    await sleep(1000, signal);
    return capture();
  }
}

async function tabInSight(tabId: number): Promise<{ tab: Tabs.Tab; state: PageState }> {
  const asked = contentOf(tabId).state({});
  // What the browser says of the tab goes first.
  asked.catch(() => {});
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  if (!tab.active) throw new TabHiddenError();
  const [window, state] = await Promise.all([browser.windows.get(tab.windowId ?? 0), asked]);
  if (window.state === 'minimized') throw new WindowUnseenError(true);
  // In front, and still hidden: nothing of the window is in sight, and a picture of it may be an old one.
  if (!state.visible) throw new WindowUnseenError(false);
  return { tab, state };
}

/** Keeps to the rate limit; rejects with the signal's reason when it aborts. */
async function waitForTurn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const wait = calls[0] + TWO_CALLS_MS - performance.now();
  if (wait > 0) await sleep(wait, signal);
}
