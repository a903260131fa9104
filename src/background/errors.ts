import { hasHostAccess } from '../platform/host_access.ts';
import { pageText } from '../protocol/page_text.ts';

/** The tab of the task was closed. */
export class TabClosedError extends Error {
  override readonly name = 'TabClosedError';
  constructor(tabId: number) {
    super(`The tab of this task (${tabId}) was closed. Open the page again and start a new task.`);
  }
}

/** Another tab is in front of the task's tab, and a screenshot shows only the one in front. */
export class TabHiddenError extends Error {
  override readonly name = 'TabHiddenError';
  constructor() {
    super('The agent sees only the tab in front. Bring its tab back to the front, then try again.');
  }
}

/** The window of the task's tab is minimised or wholly covered: the browser draws nothing there. */
export class WindowUnseenError extends Error {
  override readonly name = 'WindowUnseenError';
  constructor(minimised: boolean) {
    super(
      minimised
        ? 'The window of this tab is minimised, so there is nothing to see. Restore it, then try again; it need not be in front.'
        : 'The window of this tab is wholly covered, so the browser draws nothing there. Leave a part of it in sight, then try again.',
    );
  }
}

/** The browser lets no extension look into this page. */
export class PageUnreachableError extends Error {
  override readonly name = 'PageUnreachableError';
  constructor(url: string, reason: string) {
    super(
      `Extensions cannot look into ${url || 'this page'}: ${reason}. Open an ordinary web page and try again.`,
    );
  }
}

/** The page does not answer: its script is stopped, mostly by a dialog of the browser's own. */
export class PageSilentError extends Error {
  override readonly name = 'PageSilentError';
  constructor(ms: number) {
    super(
      `The page has not answered for ${ms / 1000} s. If it shows a dialog, answer it; otherwise wait until it has loaded. Then try again.`,
    );
  }
}

/** The person has not granted access to the page. */
export class NoAccessError extends Error {
  override readonly name = 'NoAccessError';
  constructor(url: string) {
    super(
      `Sidefara may not look at ${url || 'this page'} yet. Allow access to sites in the panel, then try again.`,
    );
  }
}

/** The browser did not store a task's record: its store is full, or does not answer. */
export class TaskNotStoredError extends Error {
  override readonly name = 'TaskNotStoredError';
  constructor(reason: string) {
    super(
      `The browser could not store how far this task is (${reason}). Try again; if that does not help, start a new task.`,
    );
  }
}

/** Why the browser keeps this extension out of a page: no access granted, or a page no extension may enter. */
export async function whyUnreachable(
  url: string,
  error: unknown,
): Promise<NoAccessError | PageUnreachableError> {
  const isWebPage = /^https?:/.test(url) || url === '';
  if (isWebPage && !(await hasHostAccess())) return new NoAccessError(pageText(url));
  return new PageUnreachableError(pageText(url), error instanceof Error ? error.message : String(error));
}
