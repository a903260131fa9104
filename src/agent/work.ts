import type { Profile } from '../fara/profile.ts';
import type { Effect } from '../protocol/effect.ts';
import type { Mark, TaskRecord } from '../protocol/task.ts';
import { check } from './check.ts';
import { deedOf } from './deed.ts';
import type { Report } from './events.ts';
import { approvalOutdated } from './outdated.ts';
import type { Ports } from './ports.ts';
import { settle } from './settle.ts';
import { think } from './think.ts';

/**
 * The one piece of work that a record in a working state calls for; null in all other states. Depends on nothing
 * but the record, so that a new runner can go on from any stored one. Rejects with the signal's reason when
 * aborted.
 */
export function work(
  record: TaskRecord,
  profile: Profile,
  ports: Ports,
  signal: AbortSignal,
): Promise<Report> | null {
  switch (record.status) {
    case 'observing':
      return ports.browser
        .observe(record, signal)
        .then((observation) => ({ type: 'observed', observation }) as const);
    case 'thinking':
      return think(record, profile, ports, signal);
    case 'guarding':
      return check(record, ports, signal);
    case 'acting':
      return act(record, ports, signal);
    case 'settling':
      return settle(
        (s) => ports.browser.state(record.tabId, s),
        ports.clock,
        signal,
        () => ports.browser.getReady(record.tabId),
      ).then(() => ({ type: 'settled' }) as const);
    case 'idle':
    case 'awaiting_approval':
    case 'paused':
    case 'handed_over':
    case 'asking':
    case 'done':
    case 'stopped':
    case 'failed':
      return null;
  }
}

/** First the mark, which is stored, unless an approval is not for what is there by now; then, called again, the deed. */
async function act(record: TaskRecord, ports: Ports, signal: AbortSignal): Promise<Report> {
  const { proposal } = record;
  if (!proposal) throw new Error(`Task ${record.id} is acting without a proposal`);
  const start = ports.clock.now();
  if (!proposal.mark) {
    const outdated = await approvalOutdated(record, ports.browser, signal);
    if (outdated) return { type: 'acted', effect: outdated, actMs: ports.clock.now() - start };
    return { type: 'dispatching', mark: { id: ports.id(), at: start, again: false } };
  }
  const effect = await carryOut(record, proposal, proposal.mark, ports, signal);
  return { type: 'acted', effect, actMs: ports.clock.now() - start };
}

async function carryOut(
  record: TaskRecord,
  { action, point, facts }: NonNullable<TaskRecord['proposal']>,
  mark: Mark,
  { browser, clock }: Ports,
  signal: AbortSignal,
): Promise<Effect> {
  const deed = deedOf(action, point);
  switch (deed.kind) {
    case 'none':
      return { kind: 'none', note: deed.note };
    case 'wait':
      await clock.sleep(deed.ms, signal);
      return { kind: 'none', note: `Waited ${deed.ms / 1000} s.` };
    case 'visit':
    case 'back':
      return mark.again ? INTERRUPTED : browser.act(record.tabId, { mark, deed, expect: null }, signal);
    case 'page': {
      const judged = facts && { tag: facts.tag, role: facts.role, name: facts.name };
      // What the rules judged is what is used, or nothing is: a page that moves must not slip another element in.
      const effect = await browser.act(record.tabId, { mark, deed, expect: judged }, signal);
      // A page that was left before it could report took the name of the element with it.
      return effect.kind === 'page' && effect.hit === null ? { ...effect, hit: judged } : effect;
    }
  }
}

/** An address opened a second time may be an order placed a second time, and no page can tell of the first. */
const INTERRUPTED: Effect = {
  kind: 'unknown',
  detail: 'The browser was interrupted while the action was on its way.',
};
