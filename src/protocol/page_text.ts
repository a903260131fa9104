import { z } from 'zod';

/**
 * Addresses and titles have no limit of their own (an address may hold 2 MB), and a task's record keeps several a step:
 * session storage, where it lives, takes 10 MB. Of longer ones this many characters are kept.
 */
const MAX_PAGE_TEXT = 2000;

/** What is kept of an address or a title. Compare only what went through it on both sides. */
export function pageText(text: string): string {
  return text.slice(0, MAX_PAGE_TEXT);
}

/** An address or a title as a page has it; what is longer than is kept is cut, since no page does wrong with it. */
export const PageText = z.string().overwrite(pageText);
