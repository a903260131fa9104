import browser, { type Tabs } from 'webextension-polyfill';
import { dataUrlToBlob } from '../platform/data_url.ts';
import { sleep } from './abortable.ts';
import { contentOf } from './content_link.ts';
import { TabClosedError, TabHiddenError, WindowUnseenError, whyUnreachable } from './errors.ts';

/** Chrome allows two `captureVisibleTab` calls a second and throws at the third. */
const MIN_GAP_MS = 550;

let lastCaptureAt = Number.NEGATIVE_INFINITY;

/**
 * What the tab shows, as a PNG in device px. Throws `TabClosedError`, `TabHiddenError` when another tab is in
 * front, `WindowUnseenError` when its window is minimised or covered, `NoAccessError` or `PageUnreachableError` where the browser forbids it.
 */
export async function captureTab(tabId: number, signal: AbortSignal): Promise<Blob> {
  await waitForTurn(signal);
  const tab = await tabInFront(tabId);
  const { state } = await browser.windows.get(tab.windowId ?? 0);
  if (state === 'minimized') throw new WindowUnseenError(true);
  // In front, and still hidden: nothing of the window is in sight, and a picture of it may be an old one.
  if (!(await contentOf(tabId).state({})).visible) throw new WindowUnseenError(false);
  const dataUrl = await captureWindow(tab, signal);
  // The person may have changed tabs meanwhile: then this is a picture of another page.
  await tabInFront(tabId);
  return dataUrlToBlob(dataUrl);
}

async function captureWindow(tab: Tabs.Tab, signal: AbortSignal): Promise<string> {
  const capture = () => {
    lastCaptureAt = performance.now();
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

async function tabInFront(tabId: number): Promise<Tabs.Tab> {
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  if (!tab.active) throw new TabHiddenError();
  return tab;
}

/** Keeps to the rate limit; rejects with the signal's reason when it aborts. */
async function waitForTurn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const wait = lastCaptureAt + MIN_GAP_MS - performance.now();
  if (wait > 0) await sleep(wait, signal);
}
