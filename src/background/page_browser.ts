import browser from 'webextension-polyfill';
import type { Browser } from '../agent/ports.ts';
import { sentSize } from '../fara/profile.ts';
import { getProfile } from '../fara/profiles/index.ts';
import { saveScreenshot } from '../platform/screenshots.ts';
import type { Effect } from '../protocol/effect.ts';
import type { TaskRecord } from '../protocol/task.ts';
import { abortable } from './abortable.ts';
import { captureTab } from './capture.ts';
import { contentOf, isAnswerLost } from './content_link.ts';
import { NoAccessError, PageUnreachableError, TabClosedError } from './errors.ts';
import { goBack, visit } from './navigation.ts';

/** The agent's `Browser` port on a real tab: capture, content script, tabs. */
export const pageBrowser: Browser = {
  observe: (task, signal) => abortable(observe(task, signal), signal),
  facts: (tabId, point, signal) => abortable(contentOf(tabId).facts({ point }), signal),
  act: (tabId, order, signal) => abortable(act(tabId, order), signal),
  state: (tabId, signal) => abortable(pageState(tabId), signal),
};

async function observe(task: TaskRecord, signal: AbortSignal) {
  const start = performance.now();
  const content = contentOf(task.tabId);
  await content.cursor({ visible: false });
  const png = await captureTab(task.tabId, signal).finally(() =>
    // The page may be gone by now; then so is its cursor.
    content.cursor({ visible: true }).catch(() => {}),
  );
  const { url, title, viewport, devicePixelRatio } = await content.state({});
  const image = sentSize(getProfile(task.profileId), viewport);
  const [screenshotId, pixels] = await Promise.all([saveScreenshot(png, viewport), sha256(png)]);
  const captureMs = performance.now() - start;
  return { screenshotId, pixels, url, title, viewport, image, devicePixelRatio, captureMs };
}

/** Hex. The browser's PNG encoder makes the same bytes of the same pixels. */
async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function act(tabId: number, { mark, deed, expect }: Parameters<Browser['act']>[1]): Promise<Effect> {
  switch (deed.kind) {
    case 'page':
      return contentOf(tabId)
        .act({ mark, action: deed.action, expect })
        .catch((error: unknown) => withoutReport(tabId, error));
    case 'visit':
      return visit(tabId, deed.url);
    case 'back':
      return goBack(tabId);
  }
}

/** What to say of an action whose report did not come back. */
async function withoutReport(tabId: number, error: unknown): Promise<Effect> {
  if (error instanceof PageUnreachableError) {
    return { kind: 'refused', reason: 'page_unreachable', detail: error.message, hit: null };
  }
  if (!isAnswerLost(error)) throw error;
  const tab = await browser.tabs.get(tabId).catch(() => null);
  if (!tab) return { kind: 'unknown', detail: 'The tab was closed while the action was on its way.' };
  return {
    kind: 'page',
    hit: null,
    changes: [{ what: 'navigation' }],
    note: 'The page was left before it could report.',
  };
}

async function pageState(tabId: number): ReturnType<Browser['state']> {
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  try {
    const state = await contentOf(tabId).state({});
    return tab.status === 'loading' ? { ...state, readyState: 'loading' } : state;
  } catch (error) {
    if (error instanceof NoAccessError || error instanceof PageUnreachableError || isAnswerLost(error))
      return null;
    throw error;
  }
}
