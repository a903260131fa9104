import { z } from 'zod';
import type { News } from '../../protocol/news.ts';

/** As the DevTools protocol tells of it (Page.javascriptDialogOpening). */
const Opening = z.object({
  type: z.enum(['alert', 'confirm', 'prompt', 'beforeunload']),
  message: z.string(),
});

let told: News[] = [];

/**
 * Dismisses dialogs that were faster than the script in the page, in the tab that is attached. Calling it again changes
 * nothing.
 */
export async function watchDialogs(tabId: number): Promise<void> {
  chrome.debugger.onEvent.addListener(dismiss);
  await chrome.debugger.sendCommand({ tabId }, 'Page.enable');
}

/** Those dismissed since the last call. */
export function takeDialogs(): News[] {
  const taken = told;
  told = [];
  return taken;
}

function dismiss(source: chrome.debugger.DebuggerSession, method: string, params?: object): void {
  if (method !== 'Page.javascriptDialogOpening') return;
  const opening = Opening.safeParse(params);
  if (opening.success) {
    told.push({ what: 'dialog', kind: opening.data.type, text: opening.data.message.slice(0, 500) });
  }
  // The person may have been faster.
  chrome.debugger.sendCommand(source, 'Page.handleJavaScriptDialog', { accept: false }).catch(() => {});
}
