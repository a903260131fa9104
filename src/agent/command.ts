import type { TaskRecord } from '../protocol/task.ts';
import { isFinished, isWorking } from '../protocol/task.ts';
import { type Command, CommandRefusedError, type Stuck } from './events.ts';
import { addWords, finishStep } from './record.ts';

/** Said to the model when the person approves the model's own stop at a critical point. */
export const APPROVED_REPLY = 'Approved. Go on.';
/** Said to the model when the person did a step by hand. */
export const DONE_BY_HAND_REPLY = 'I did this step myself. Go on from what you see now.';

/**
 * The record after a command. Throws CommandRefusedError where the state does not allow it; a `pause` or `stop`
 * that has nothing left to do changes nothing.
 */
export function command(record: TaskRecord, event: Command | Stuck): TaskRecord {
  switch (event.type) {
    case 'start':
      return record.status === 'idle' ? { ...record, status: 'settling' } : refuse(record, event);
    case 'pause':
      return pause(record);
    case 'resume':
      return resume(record, event);
    case 'stop':
      return stop(record);
    case 'approve':
      return approve(record, event);
    case 'deny':
      return deny(record, event);
    case 'take_over':
      return takeOver(record, event);
    case 'hand_back':
      if (record.status !== 'handed_over') return refuse(record, event);
      return {
        ...record,
        status: 'settling',
        progressFrom: record.steps.length,
        words: addWords(record, DONE_BY_HAND_REPLY),
      };
    case 'answer':
      if (record.status !== 'asking') return refuse(record, event);
      return { ...goOn(record), words: addWords(record, event.text) };
    case 'follow_up':
      if (!isFinished(record.status)) return refuse(record, event);
      return { ...goOn(record), task: event.task, words: { kind: 'task', text: event.task }, outcome: null };
    case 'tab_closed':
      return tabClosed(record);
    case 'stuck':
      return stuck(record, event);
  }
}

function pause(record: TaskRecord): TaskRecord {
  if (record.status === 'acting') {
    // An action on its way is let land, but for waiting, which nothing depends on.
    if (record.proposal?.action.action !== 'wait') return { ...record, pauseRequested: true };
    const landed = finishStep(record, { kind: 'none', note: 'The wait was cut short.' }, 0);
    return { ...landed, status: 'paused', pausedBy: 'person' };
  }
  if (!isWorking(record.status)) return record;
  return { ...abandon(record), status: 'paused', pausedBy: 'person' };
}

function resume(record: TaskRecord, event: Command): TaskRecord {
  const { status, pauseRequested } = record;
  if (status === 'acting' && pauseRequested) return { ...record, pauseRequested: false };
  return status === 'paused' || status === 'asking' || status === 'failed'
    ? goOn(record)
    : refuse(record, event);
}

/** Back to work from a fresh look; the page may have changed while nobody worked. */
function goOn(record: TaskRecord): TaskRecord {
  return {
    ...abandon(record),
    status: 'settling',
    stepLimit:
      record.steps.length >= record.stepLimit || isFinished(record.status)
        ? record.steps.length + record.stepBudget
        : record.stepLimit,
    pausedBy: null,
    error: null,
    progressFrom: record.steps.length,
  };
}

function stop(record: TaskRecord): TaskRecord {
  if (isFinished(record.status)) return record;
  return { ...interrupt(record, 'Stopped while the action was on its way.'), status: 'stopped' };
}

function tabClosed(record: TaskRecord): TaskRecord {
  if (isFinished(record.status)) return record;
  const message = `The tab of this task (tab ${record.tabId}) was closed. Start the task again in another tab.`;
  return {
    ...interrupt(record, 'The tab was closed while the action was on its way.'),
    status: 'failed',
    error: { during: 'observing', name: 'TabClosedError', message },
  };
}

function stuck(record: TaskRecord, event: Stuck): TaskRecord {
  if (isFinished(record.status)) return record;
  return {
    ...interrupt(record, event.error.message),
    status: 'failed',
    pausedBy: null,
    error: { during: 'storing', ...event.error },
  };
}

function approve(record: TaskRecord, event: Command & { type: 'approve' }): TaskRecord {
  const { critical, proposal } = waiting(record, event, event.criticalId);
  if (critical.kind === 'model') {
    const step = finishStep(record, { kind: 'none', note: 'Approved by the person.' }, 0);
    return { ...step, status: 'settling', words: addWords(step, APPROVED_REPLY) };
  }
  return { ...record, status: 'acting', critical: null, proposal: { ...proposal, approved: true } };
}

function deny(record: TaskRecord, event: Command & { type: 'deny' }): TaskRecord {
  const { critical } = waiting(record, event, event.criticalId);
  const reason = event.reason.trim();
  const effect =
    critical.kind === 'model'
      ? ({ kind: 'none', note: 'Denied by the person.' } as const)
      : ({ kind: 'refused', reason: 'denied', detail: reason, hit: record.proposal?.facts ?? null } as const);
  const text = reason ? `Denied. ${reason}` : 'Denied.';
  const step = finishStep(record, effect, 0);
  return { ...step, status: 'settling', words: addWords(step, text) };
}

function takeOver(record: TaskRecord, event: Command): TaskRecord {
  switch (record.status) {
    case 'awaiting_approval': {
      const step = finishStep(record, { kind: 'none', note: 'Left to the person.' }, 0);
      return { ...step, status: 'handed_over' };
    }
    case 'paused':
    case 'asking':
    case 'failed':
      return { ...abandon(record), status: 'handed_over', pausedBy: null, error: null };
    default:
      return refuse(record, event);
  }
}

/** The open critical point, if it is the one the person saw when answering. */
function waiting(record: TaskRecord, event: Command, criticalId: string) {
  const { status, critical, proposal } = record;
  if (status !== 'awaiting_approval' || !critical || !proposal) return refuse(record, event);
  if (critical.id !== criticalId) {
    throw new CommandRefusedError(
      `This answer is for critical point ${criticalId}, but ${critical.id} is the one that waits. Answer that one.`,
    );
  }
  return { critical, proposal };
}

/** Drops what was begun and not done: no action of it has left for the page. */
function abandon(record: TaskRecord): TaskRecord {
  return {
    ...record,
    observation: null,
    proposal: null,
    critical: null,
    unreadable: [],
    askingAbout: null,
    pauseRequested: false,
  };
}

/** As `abandon`, but an action that has left for the page is kept as a step of unknown effect. */
function interrupt(record: TaskRecord, detail: string): TaskRecord {
  const sent = record.status === 'acting' && record.proposal?.mark;
  return abandon(sent ? finishStep(record, { kind: 'unknown', detail }, 0) : record);
}

function refuse(record: TaskRecord, event: Command): never {
  throw new CommandRefusedError(`'${event.type}' is not possible while the task is '${record.status}'.`);
}
