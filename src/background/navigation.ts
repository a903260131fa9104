import browser from 'webextension-polyfill';
import type { Effect } from '../protocol/effect.ts';
import { pageText } from '../protocol/page_text.ts';

/** Sends the tab to an address; does not wait for the page. `url` is absolute and http or https. */
export async function visit(tabId: number, url: string): Promise<Effect> {
  await browser.tabs.update(tabId, { url });
  return { kind: 'navigated', url };
}

/** One page back in the tab's history; a refusal where there is none. Stays once `signal` is aborted. */
export async function goBack(tabId: number, signal: AbortSignal): Promise<Effect> {
  const before = pageText((await browser.tabs.get(tabId)).url ?? '');
  signal.throwIfAborted();
  try {
    await browser.tabs.goBack(tabId);
  } catch (error) {
    const detail = `There is no page before ${before} in this tab (${error instanceof Error ? error.message : error}).`;
    return { kind: 'none', note: detail };
  }
  return { kind: 'navigated', url: pageText((await browser.tabs.get(tabId)).url ?? before) };
}
