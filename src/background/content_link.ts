import browser from 'webextension-polyfill';
import { contentMethods } from '../protocol/content.ts';
import { type Caller, connect, type Envelope, NoAnswerError } from '../protocol/messages.ts';
import { TabClosedError, whyUnreachable } from './errors.ts';

export type ContentLink = Caller<typeof contentMethods>;

/**
 * Typed calls to the content script in a frame of a tab (0: the top one); it is injected when it does not answer.
 * Calls throw `TabClosedError`, `NoAccessError` where the person has granted none, or `PageUnreachableError` where the
 * browser lets no script in. Once `signal` is aborted nothing more leaves for the page: calls reject with its reason.
 */
export function contentOf(tabId: number, frameId = 0, signal?: AbortSignal): ContentLink {
  return connect('content', contentMethods, async (message) => {
    signal?.throwIfAborted();
    try {
      return await browser.tabs.sendMessage(tabId, message, { frameId });
    } catch (error) {
      if (!isNobodyThere(error)) throw error;
      await injectContentScript(tabId, frameId);
      signal?.throwIfAborted();
      return browser.tabs.sendMessage(tabId, message, { frameId });
    }
  });
}

/**
 * Shows or hides the drawn cursor and the carets, which blink in frames of other sites, too. Resolves when the top
 * frame has painted it, which is asked last.
 */
export async function showDrawings(tabId: number, visible: boolean): Promise<void> {
  const message: Envelope = { to: 'content', method: 'cursor', params: { visible } };
  // Heard by every frame the script has been put into; there may be none yet.
  browser.tabs.sendMessage(tabId, message).catch(() => {});
  await contentOf(tabId).cursor({ visible });
}

/** Hides them for a look that is about to come, or shows them again by itself; nothing waits for it. */
export function hideDrawingsAhead(tabId: number): void {
  const message: Envelope = { to: 'content', method: 'cursor', params: { visible: false, ahead: true } };
  // Between two pages there is nothing to hide.
  browser.tabs.sendMessage(tabId, message).catch(() => {});
}

/** True for an error that says that no content script listens, so that the message was delivered to nobody. */
function isNobodyThere(error: unknown): boolean {
  return String(error).includes('Receiving end does not exist');
}

/** True for errors after which a message may or may not have arrived: the page went away while it answered. */
export function isAnswerLost(error: unknown): boolean {
  const text = String(error);
  return (
    error instanceof NoAnswerError ||
    text.includes('message channel closed') ||
    text.includes('message port closed') ||
    text.includes('back/forward cache') ||
    text.includes('Receiving end does not exist')
  );
}

async function injectContentScript(tabId: number, frameId: number): Promise<void> {
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['content.js'] });
  } catch (error) {
    throw await whyUnreachable(tab.url ?? '', error);
  }
}
