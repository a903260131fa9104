import type { PageState } from '../protocol/content.ts';
import type { Effect } from '../protocol/effect.ts';
import type { ElementFacts } from '../protocol/facts.ts';
import type { TaskRecord } from '../protocol/task.ts';
import { factsFor } from './facts_for.ts';
import type { Browser } from './ports.ts';

/** Characters of an address that are told. */
const MAX_TOLD = 200;

/**
 * Whether two addresses are of one page: origin and path. Query and hash are left out, since pages keep their own state
 * there (filters, tabs, what they count visits by) and change it by themselves while nobody acts: a task on such a page
 * would be refused again and again. What an address that differs only there shows is told by the element itself.
 */
export function isSamePage(a: string, b: string): boolean {
  return pageOf(a) === pageOf(b);
}

function pageOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url;
}

/** Whether a picture taken between the two is of the page and the size that both tell of. */
export function isSameView(before: PageState, after: PageState): boolean {
  return isSamePage(before.url, after.url) && sizeOf(before) === sizeOf(after);
}

function sizeOf({ viewport: { width, height }, devicePixelRatio }: PageState): string {
  return [width, height, devicePixelRatio].join();
}

/** Why an action decided on the page at `seen` is not for what the tab shows; null: it is, or no script can tell. */
export async function pageLeft(
  tabId: number,
  seen: string,
  browser: Pick<Browser, 'state'>,
  signal: AbortSignal,
): Promise<Effect | null> {
  const state = await browser.state(tabId, signal);
  if (!state || isSamePage(state.url, seen)) return null;
  const detail = `Decided on ${told(seen)}, but the tab shows ${told(state.url)} by now. Look at the page again.`;
  return { kind: 'refused', reason: 'page_left', detail, hit: null };
}

/**
 * Why the person's approval of the record's proposal is not for what is there now, minutes later perhaps; null: it is.
 * Then nothing is done; the page is looked at again, and the person is asked anew.
 */
export async function approvalOutdated(
  { tabId, proposal, observation }: TaskRecord,
  browser: Pick<Browser, 'facts' | 'state'>,
  signal: AbortSignal,
): Promise<Effect | null> {
  if (!proposal?.approved || !observation) return null;
  const [now, state] = await Promise.all([
    factsFor(tabId, proposal, browser, signal),
    browser.state(tabId, signal),
  ]);
  const left = state && !isSamePage(state.url, observation.url);
  const change = left ? `the tab shows ${told(state.url)} now` : difference(proposal.facts, now);
  if (!change) return null;
  const detail = `You approved this, but it was not done: ${change}.`;
  return { kind: 'refused', reason: 'approval_outdated', detail, hit: now && hitOf(now) };
}

/** What of the element is not as it was judged: what it is, where it leads, what it sends; null: nothing. */
function difference(before: ElementFacts | null, now: ElementFacts | null): string | null {
  if (!before || !now)
    return before === now ? null : now ? `${named(now)} is there now` : 'nothing is there now';
  if (JSON.stringify(hitOf(before)) !== JSON.stringify(hitOf(now))) return `${named(now)} is there now`;
  if (!isSamePage(before.url, now.url)) return `its frame shows ${told(now.url)} now`;
  if (before.href !== now.href) return `it leads to ${told(now.href ?? 'nowhere')} now`;
  const [form, sent] = [before.form, now.form];
  if (form?.action !== sent?.action) return `its form goes to ${told(sent?.action ?? 'nowhere')} now`;
  if (form?.inputs.join() !== sent?.inputs.join()) return 'its form asks for other things now';
  if (form?.defaultButton !== sent?.defaultButton) return `its form is sent by "${sent?.defaultButton}" now`;
  return null;
}

function hitOf({ tag, role, name }: ElementFacts) {
  return { tag, role, name };
}

function named({ name, role }: ElementFacts): string {
  return `"${name}" (${role})`;
}

function told(url: string): string {
  return url.length > MAX_TOLD ? `${url.slice(0, MAX_TOLD)}…` : url;
}
