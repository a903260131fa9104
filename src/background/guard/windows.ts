import browser from 'webextension-polyfill';
import { z } from 'zod';
import type { News } from '../../protocol/news.ts';
import { within } from '../abortable.ts';
import { type Frame, mayOpen } from './may_open.ts';

/** News and the document that told it. */
export interface ToldNews {
  news: News;
  /** As `documentOf`. */
  document: string;
}

/** A page whose script is stopped does not answer; ms. */
const ANSWER_MS = 1500;

let actedIn: { tabId: number; frameId: number } | null = null;

/** The last action went to this frame: a window that it wants is what the action was for. */
export function noteActedIn(tabId: number, frameId: number): void {
  actedIn = { tabId, frameId };
}

/**
 * Which of the windows that the tab's frames wanted is opened in their place: the last, among those that `mayOpen`. The
 * others are told as not opened.
 */
export async function chooseWindow(
  tabId: number,
  told: readonly ToldNews[],
): Promise<{ news: News[]; url: string | null }> {
  if (!told.some(({ news }) => news.what === 'window')) {
    return { news: told.map(({ news }) => news), url: null };
  }
  const may = mayOpen(await framesOf(tabId), actedIn?.tabId === tabId ? actedIn.frameId : 0);
  const chosen = told.findLast(
    // A page may say itself that it is not to be opened.
    ({ news, document }) => news.what === 'window' && news.opened !== false && may.has(document),
  )?.news;
  return {
    news: told.map(({ news }) => (news === chosen ? news : notOpened(news))),
    url: chosen?.what === 'window' ? chosen.url : null,
  };
}

export function notOpened(news: News): News {
  return news.what === 'window' ? { ...news, opened: false } : news;
}

/**
 * Names the document that a script ran in: a frame may hold another by the time it is asked again. Browsers that tell
 * no document are taken by the frame.
 */
export function documentOf(result: { frameId: number }): string {
  const { documentId } = z.object({ documentId: z.string().optional() }).parse(result);
  return documentId ?? `frame ${result.frameId}`;
}

/** Asked in the extension's own world, where no page can answer for another. None: the tab does not answer. */
async function framesOf(tabId: number): Promise<Frame[]> {
  const asked = browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => self.origin,
    injectImmediately: true,
  });
  const results = await within(ANSWER_MS, asked, () => new Error('no answer')).catch(() => []);
  return results.map((one) => ({
    frameId: one.frameId,
    document: documentOf(one),
    origin: typeof one.result === 'string' ? one.result : 'null',
  }));
}
