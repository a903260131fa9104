import type { Action } from '../protocol/action.ts';
import type { Effect } from '../protocol/effect.ts';
import type { ElementFacts } from '../protocol/facts.ts';
import type { CriticalPoint, Proposal, TaskRecord } from '../protocol/task.ts';
import { AddressRefusedError } from './address.ts';
import { deedOf } from './deed.ts';
import type { Report } from './events.ts';
import { factsFor } from './facts_for.ts';
import { judge } from './guard/guard.ts';
import { keyName } from './keys.ts';
import { pageLeft } from './outdated.ts';
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
  const [facts, left] = await Promise.all([
    factsFor(record.tabId, proposal, browser, signal),
    leavesPage(proposal) ? null : pageLeft(record.tabId, observation.url, browser, signal),
  ]);
  if (left) return { type: 'refused', effect: left };
  const off = facts?.disabled && presses(action);
  if (off) return { type: 'refused', effect: disabled(facts) };
  const verdict = judge(action, facts);
  switch (verdict.verdict) {
    case 'allow':
      return { type: 'allowed', facts };
    case 'critical': {
      const { kind, title, reason } = verdict;
      const why = [approvedBefore(record), reason].filter(Boolean).join(' ');
      return { type: 'critical', facts, critical: { ...card, kind, title, reason: why } };
    }
  }
}

/** Whether it needs nothing of the page that was seen: it waits, ends or opens an address. */
function leavesPage({ action, point }: Proposal): boolean {
  const { kind } = deedOf(action, point);
  return kind !== 'page' && kind !== 'back';
}

/** Steps that only look: a person who is asked anew after them is still asked for the same. */
const LOOKS = new Set<Action['action']>(['scroll', 'mouse_move', 'wait', 'pause_and_memorize_fact']);

/** Why the person is asked once more for what they have approved; null: they are not. */
function approvedBefore({ steps, progressFrom }: TaskRecord): string | null {
  const last = steps.slice(progressFrom).findLast(({ action }) => !LOOKS.has(action.action));
  const effect = last?.effect;
  return effect?.kind === 'refused' && effect.reason === 'approval_outdated' ? effect.detail : null;
}

/** Whether it would set off what it is aimed at. */
function presses(action: Action): boolean {
  if (action.action === 'key') return action.keys.map(keyName).some((key) => key === 'Enter' || key === ' ');
  return action.action === 'left_click' || action.action === 'type';
}

/** Judged as disabled means not judged: the page may enable it before the action is there. */
function disabled({ tag, role, name }: ElementFacts): Effect {
  const detail = `"${name}" is disabled.`;
  return { kind: 'refused', reason: 'disabled', detail, hit: { tag, role, name } };
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
