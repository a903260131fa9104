import type { ElementFacts } from '../protocol/facts.ts';
import type { CriticalPoint, Proposal, TaskRecord } from '../protocol/task.ts';
import { AddressRefusedError } from './address.ts';
import { deedOf } from './deed.ts';
import type { Report } from './events.ts';
import { judge } from './guard/guard.ts';
import type { Ports } from './ports.ts';
import { isCriticalStop } from './report.ts';

/** Looks at what the proposed action is about to use, and lets the rules decide. */
export async function check(
  record: TaskRecord,
  { browser, id }: Pick<Ports, 'browser' | 'id'>,
  signal: AbortSignal,
): Promise<Report> {
  const { proposal, observation } = record;
  if (!proposal || !observation) throw new Error(`Task ${record.id} is ${record.status} without a proposal`);
  const { action, thoughts, point } = proposal;
  const card = { id: id(), screenshotId: observation.screenshotId, point };
  if (action.action === 'terminate' && isCriticalStop(thoughts)) {
    const title = 'The model stopped at a critical point';
    const critical: CriticalPoint = { ...card, kind: 'model', title, reason: thoughts };
    return { type: 'critical', facts: null, critical };
  }
  const refusal = refusedAddress(proposal);
  if (refusal) return refusal;
  const facts = await factsFor(record.tabId, proposal, browser, signal);
  const verdict = judge(action, facts);
  switch (verdict.verdict) {
    case 'allow':
      return { type: 'allowed', facts };
    case 'critical': {
      const { kind, title, reason } = verdict;
      return { type: 'critical', facts, critical: { ...card, kind, title, reason } };
    }
  }
}

function refusedAddress({ action, point }: Proposal): Report | null {
  try {
    deedOf(action, point);
    return null;
  } catch (error) {
    if (!(error instanceof AddressRefusedError)) throw error;
    const effect = { kind: 'refused', reason: 'address_refused', detail: error.message, hit: null } as const;
    return { type: 'refused', effect };
  }
}

/** Facts are read only for actions that can use an element. */
async function factsFor(
  tabId: number,
  { action, point }: Proposal,
  browser: Ports['browser'],
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
