import type { TaskRecord, TaskStatus } from '../protocol/task.ts';
import type { Report } from './events.ts';
import { seenAfter, whyAsk } from './progress.ts';
import { finishStep, MAX_UNREADABLE } from './record.ts';

/**
 * The record after a piece of work reported. Throws where the report does not belong to the record's state: that
 * is a mistake in the runner, never something a page or a model can cause.
 */
export function report(record: TaskRecord, event: Report): TaskRecord {
  switch (event.type) {
    case 'woken':
      return woken(record);
    case 'observed':
      return observed(record, event);
    case 'understood':
      return understood(record, event);
    case 'unreadable':
      return unreadable(record, event);
    case 'allowed': {
      const proposal = proposalIn(record, event, 'guarding');
      return { ...record, status: 'acting', proposal: { ...proposal, facts: event.facts } };
    }
    case 'critical': {
      const proposal = proposalIn(record, event, 'guarding');
      const held = { ...proposal, facts: event.facts };
      return { ...record, status: 'awaiting_approval', proposal: held, critical: event.critical };
    }
    case 'refused':
      proposalIn(record, event, 'guarding');
      return { ...finishStep(record, event.effect, 0), status: 'settling' };
    case 'dispatching': {
      const proposal = proposalIn(record, event, 'acting');
      return { ...record, proposal: { ...proposal, mark: event.mark } };
    }
    case 'acted':
      return acted(record, event);
    case 'settled':
      expectStatus(record, event, 'settling');
      if (record.steps.length < record.stepLimit) return { ...record, status: 'observing' };
      return { ...record, status: 'paused', pausedBy: 'step_limit' };
    case 'broke':
      return broke(record, event);
  }
}

function observed(record: TaskRecord, event: Report & { type: 'observed' }): TaskRecord {
  expectStatus(record, event, 'observing');
  const { observation } = event;
  const seen = { ...record, steps: seenAfter(record.steps, observation), observation };
  const askingAbout = whyAsk(seen, observation);
  return askingAbout ? { ...seen, status: 'asking', askingAbout } : { ...seen, status: 'thinking' };
}

function understood(record: TaskRecord, event: Report & { type: 'understood' }): TaskRecord {
  expectStatus(record, event, 'thinking');
  const { text, thoughts, answer, action, point, timings, tokens } = event;
  const heard: TaskRecord = {
    ...record,
    unreadable: [],
    proposal: { text, thoughts, action, point, timings, tokens, mark: null, facts: null, approved: false },
  };
  if (action.action !== 'terminate' || isCriticalStop(thoughts)) return { ...heard, status: 'guarding' };
  const ended = finishStep(heard, { kind: 'none', note: 'The model ended the task.' }, 0);
  return { ...ended, status: 'done', outcome: { status: action.status, answer } };
}

/**
 * Whether a terminate is the model's own stop at a critical point rather than an end.
 * The substring rule is MagenticLite's (microsoft/magentic-ui).
 */
export function isCriticalStop(thoughts: string): boolean {
  return thoughts.toLowerCase().includes('critical point');
}

function unreadable(record: TaskRecord, event: Report & { type: 'unreadable' }): TaskRecord {
  expectStatus(record, event, 'thinking');
  const outputs = [...record.unreadable, { text: event.text, problem: event.problem }];
  return outputs.length < MAX_UNREADABLE
    ? { ...record, status: 'thinking', unreadable: outputs }
    : { ...record, status: 'asking', askingAbout: 'unreadable', unreadable: outputs };
}

function acted(record: TaskRecord, event: Report & { type: 'acted' }): TaskRecord {
  proposalIn(record, event, 'acting');
  const landed = finishStep(record, event.effect, event.actMs);
  return record.pauseRequested
    ? { ...landed, status: 'paused', pausedBy: 'person', pauseRequested: false }
    : { ...landed, status: 'settling' };
}

/**
 * All work can simply be done again, but for an action that may already have reached the page: it keeps its mark, by
 * which the page knows whether it did.
 */
function woken(record: TaskRecord): TaskRecord {
  const { status, proposal } = record;
  if (status !== 'acting' || !proposal?.mark) return record;
  return { ...record, proposal: { ...proposal, mark: { ...proposal.mark, again: true } } };
}

function broke(record: TaskRecord, event: Report & { type: 'broke' }): TaskRecord {
  switch (record.status) {
    case 'observing':
    case 'thinking':
    case 'guarding':
    case 'acting':
    case 'settling': {
      const sent = record.status === 'acting' && record.proposal?.mark;
      const kept = sent ? finishStep(record, { kind: 'unknown', detail: event.error.message }, 0) : record;
      const error = { during: record.status, ...event.error };
      return { ...kept, status: 'failed', error, proposal: null, unreadable: [], pauseRequested: false };
    }
    default:
      throw new Error(`Work reported '${event.type}' while the task is '${record.status}'`);
  }
}

function proposalIn(record: TaskRecord, event: Report, status: TaskStatus) {
  expectStatus(record, event, status);
  if (!record.proposal) throw new Error(`'${event.type}' needs a proposal, and there is none`);
  return record.proposal;
}

function expectStatus(record: TaskRecord, event: Report, status: TaskStatus): void {
  if (record.status !== status) {
    throw new Error(`Work reported '${event.type}' while the task is '${record.status}', not '${status}'`);
  }
}
