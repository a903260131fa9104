import browser from 'webextension-polyfill';
import type { Browser } from '../agent/ports.ts';
import { settle } from '../agent/settle.ts';
import { sentSize } from '../fara/profile.ts';
import { getProfile } from '../fara/profiles/index.ts';
import { saveScreenshot } from '../platform/screenshots.ts';
import type { PageAction } from '../protocol/content.ts';
import type { Effect, Hit } from '../protocol/effect.ts';
import type { Point } from '../protocol/geometry.ts';
import type { News } from '../protocol/news.ts';
import type { Mark, TaskRecord } from '../protocol/task.ts';
import { abortable, sleep, within } from './abortable.ts';
import { captureTab } from './capture.ts';
import { withClipboard } from './clipboard.ts';
import { contentOf, hideDrawingsAhead, isAnswerLost } from './content_link.ts';
import { dragPlace } from './drag.ts';
import { NoAccessError, PageSilentError, PageUnreachableError, TabClosedError } from './errors.ts';
import { FrameClosedError, placeOf, TOP } from './frames.ts';
import { collectNews, guardTab, pendingRequests } from './guard/guard.ts';
import { chooseWindow, noteActedIn, notOpened } from './guard/windows.ts';
import { goBack, visit } from './navigation.ts';
import { actTrusted } from './trusted/act.ts';
import { takeDialogs } from './trusted/dialogs.ts';
import { attach, hasTrustedInput } from './trusted/input.ts';

/** The agent's `Browser` port on a real tab: capture, content script, tabs. */
export const pageBrowser: Browser = {
  observe: (task, signal) => abortable(observe(task, signal), signal),
  getReady: hideDrawingsAhead,
  facts: (tabId, point, signal) => abortable(facts(tabId, point), signal),
  act: (tabId, order, signal) => abortable(act(tabId, order, signal), signal),
  state: (tabId, signal) => abortable(pageState(tabId), signal),
};

async function observe(task: TaskRecord, signal: AbortSignal) {
  const start = performance.now();
  // Before the look: the bar that the browser shows then makes the page smaller.
  if (hasTrustedInput()) await attach(task.tabId, signal);
  signal.throwIfAborted();
  const [, news] = await Promise.all([guardTab(task.tabId, task.id), newsOf(task.tabId, signal)]);
  const { png, pixels, state } = await captureTab(task.tabId, signal);
  const { url, title, viewport, devicePixelRatio } = state;
  const image = sentSize(getProfile(task.profileId), viewport);
  const screenshotId = await saveScreenshot(png, viewport);
  const captureMs = performance.now() - start;
  const seen = { screenshotId, pixels, url, title, viewport, image, devicePixelRatio, captureMs };
  return news.length > 0 ? { ...seen, news } : seen;
}

/** What happened since the last look. A window that the page wanted is opened in this tab. */
async function newsOf(tabId: number, signal: AbortSignal): Promise<News[]> {
  const { news, url } = await chooseWindow(tabId, await collectNews(tabId));
  const told = [...takeDialogs(), ...news];
  if (url === null) return told;
  signal.throwIfAborted();
  await visit(tabId, url);
  await settle(() => pageState(tabId), { now: () => Date.now(), sleep }, signal);
  // One window after the other would have no end.
  return [...told, ...(await collectNews(tabId)).map((one) => notOpened(one.news))];
}

/** Null also where the frame that holds it cannot be entered: then nothing can be done to it either. */
async function facts(tabId: number, point: Point | null) {
  try {
    const place = await placeOf(tabId, point);
    return await contentOf(tabId, place.frameId).facts({ point: place.point });
  } catch (error) {
    if (error instanceof FrameClosedError) return null;
    throw error;
  }
}

type Order = Parameters<Browser['act']>[1];

/** What has not left for the page or the tab when `signal` is aborted never does. */
async function act(tabId: number, order: Order, signal: AbortSignal): Promise<Effect> {
  signal.throwIfAborted();
  const { mark, deed, expect } = order;
  switch (deed.kind) {
    case 'page':
      return actInPage(tabId, mark, deed.action, expect, signal).catch((error: unknown) =>
        withoutReport(tabId, error),
      );
    case 'visit':
      return visit(tabId, deed.url);
    case 'back':
      return goBack(tabId, signal);
  }
}

async function actInPage(
  tabId: number,
  mark: Mark,
  action: PageAction,
  expect: Hit | null,
  signal: AbortSignal,
): Promise<Effect> {
  const point = 'point' in action ? action.point : null;
  if (action.kind === 'drag') {
    const { frameId, drag } = await dragPlace(tabId, action);
    noteActedIn(tabId, frameId);
    return contentOf(tabId, frameId, signal).act({ ...sent(mark), action: drag, expect });
  }
  // Without a point the wheel turns where the mouse is, which the top frame knows.
  const place = action.kind === 'scroll' && !point ? TOP : await placeOf(tabId, point);
  noteActedIn(tabId, place.frameId);
  if (place.frameId !== 0 && point && place.point) {
    // It could not be entered when the rules looked, or nothing was there: nobody has judged what is there now.
    if (!expect && (action.kind === 'click' || action.kind === 'type')) return NOT_JUDGED;
    await contentOf(tabId).cursor({ visible: true, at: point });
  }
  if (hasTrustedInput()) {
    if (mark.again) return INTERRUPTED;
    const effect = await actTrusted(
      tabId,
      action,
      expect,
      action.kind === 'scroll' ? { ...place, point } : place,
      signal,
    );
    if (effect) return effect;
  }
  const inside = point && place.point ? { ...action, point: place.point } : action;
  const send = () => contentOf(tabId, place.frameId, signal).act({ ...sent(mark), action: inside, expect });
  return action.kind === 'key' ? withClipboard(tabId, place.frameId, action.keys, send) : send();
}

const sent = ({ id, at, again }: Mark) => ({ mark: id, sentAt: again ? at : null });

/** Real input comes from the browser: the page keeps no account of it. */
const INTERRUPTED: Effect = {
  kind: 'unknown',
  detail: 'The browser was interrupted while the input was on its way.',
};

const NOT_JUDGED: Effect = {
  kind: 'refused',
  reason: 'changed_since_judged',
  detail: 'The frame under this point changed meanwhile. Look at the page again.',
  hit: null,
};

/** What to say of an action whose report did not come back. */
async function withoutReport(tabId: number, error: unknown): Promise<Effect> {
  if (error instanceof FrameClosedError) {
    return { kind: 'refused', reason: 'cross_origin_frame', detail: error.message, hit: null };
  }
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

/** Why a page may have no state to tell, which is no failure yet. */
const UNSEEN = [NoAccessError, PageUnreachableError, PageSilentError];
/** A page that says nothing for so long is asked again; ms. */
const STATE_MS = 1500;

async function pageState(tabId: number): ReturnType<Browser['state']> {
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  try {
    const state = await within(STATE_MS, contentOf(tabId).state({}), () => new PageSilentError(STATE_MS));
    if (tab.status === 'loading') return { ...state, readyState: 'loading' };
    return { ...state, pendingRequests: await pendingRequests(tabId) };
  } catch (error) {
    if (isAnswerLost(error) || UNSEEN.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
