import type { ElementFacts } from '../protocol/facts.ts';
import type { Proposal } from '../protocol/task.ts';
import type { Browser } from './ports.ts';

/** Facts about what the proposed action would use, read only for actions that can use an element; else null. */
export async function factsFor(
  tabId: number,
  { action, point }: Proposal,
  browser: Pick<Browser, 'facts'>,
  signal: AbortSignal,
): Promise<ElementFacts | null> {
  switch (action.action) {
    case 'left_click':
    case 'type':
    case 'key':
      return browser.facts(tabId, point && { x: point.cssX, y: point.cssY }, signal);
    default:
      return null;
  }
}
