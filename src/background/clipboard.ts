import browser from 'webextension-polyfill';
import { z } from 'zod';
import { Held } from '../protocol/content.ts';
import { contentOf } from './content_link.ts';

const KEY = 'clipboard';
const Stored = z.object({ tabId: z.number().int(), held: Held });

/** More characters than this stay in the page they were copied in: what is stored has its limit, too. */
const MAX_LENGTH = 1_000_000;

/**
 * Presses keys by `press` in a frame of the task's tab. What they copy can be pasted in every other frame, and on every
 * page the tab goes to, until the task ends. The system's clipboard is the person's and is left alone.
 */
export async function withClipboard<T>(
  tabId: number,
  frameId: number,
  keys: readonly string[],
  press: () => Promise<T>,
): Promise<T> {
  const use = useOf(keys);
  const content = contentOf(tabId, frameId);
  if (use === 'paste') {
    const stored = Stored.safeParse((await browser.storage.session.get(KEY))[KEY]);
    if (stored.success && stored.data.tabId === tabId) await content.clipboard({ put: stored.data.held });
  }
  const done = await press();
  if (use === 'copy') {
    // A page that is left by its own shortcut has nothing to tell.
    const held = await content.clipboard({ put: null }).catch(() => ({}));
    const length = Object.values(held).reduce((sum, text) => sum + text.length, 0);
    if (length > 0 && length <= MAX_LENGTH) await browser.storage.session.set({ [KEY]: { tabId, held } });
  }
  return done;
}

/** At the task's end. */
export async function forgetClipboard(): Promise<void> {
  await browser.storage.session.remove(KEY);
}

function useOf(keys: readonly string[]): 'copy' | 'paste' | null {
  const last = keys.at(-1)?.toLowerCase() ?? '';
  const control = keys.includes('Control') || keys.includes('Meta');
  const shift = keys.includes('Shift');
  if ((control && last === 'v') || (shift && last === 'insert')) return 'paste';
  if ((control && ['c', 'x', 'insert'].includes(last)) || (shift && last === 'delete')) return 'copy';
  return null;
}
