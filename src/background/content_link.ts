import browser from 'webextension-polyfill';
import { contentMethods } from '../protocol/content.ts';
import { type Caller, connect, NoAnswerError } from '../protocol/messages.ts';
import { TabClosedError, whyUnreachable } from './errors.ts';

export type ContentLink = Caller<typeof contentMethods>;

/**
 * Typed calls to the content script in the top frame of a tab; it is injected when it does not answer. Calls
 * throw `TabClosedError`, `NoAccessError` where the person has granted none, or `PageUnreachableError` where the
 * browser lets no script in.
 */
export function contentOf(tabId: number): ContentLink {
  return connect('content', contentMethods, async (message) => {
    try {
      return await browser.tabs.sendMessage(tabId, message, { frameId: 0 });
    } catch (error) {
      if (!isNobodyThere(error)) throw error;
      await injectContentScript(tabId);
      return browser.tabs.sendMessage(tabId, message, { frameId: 0 });
    }
  });
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

async function injectContentScript(tabId: number): Promise<void> {
  const tab = await browser.tabs.get(tabId).catch(() => {
    throw new TabClosedError(tabId);
  });
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: ['content.js'] });
  } catch (error) {
    throw await whyUnreachable(tab.url ?? '', error);
  }
}
