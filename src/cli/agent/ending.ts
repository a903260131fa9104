import type { TaskRecord, TaskStatus } from '../../protocol/task.ts';
import type { OnCritical, OnStuck } from './flags.ts';

/** How a run came to its end. `unanswered`: it asked something and nobody is there to answer. */
export type Ending =
  | 'success'
  | 'failure'
  | 'critical_point'
  | 'step_limit'
  | 'unanswered'
  | 'stopped'
  | 'failed'
  | 'timeout';

/** What to do about the state a task is in. */
export type Reaction =
  | { do: 'wait' }
  | { do: 'approve' | 'deny'; criticalId: string }
  /** "Try again", whatever it asks about. */
  | { do: 'go_on' }
  | { do: 'end'; ending: Ending };

export interface Circumstances {
  onCritical: OnCritical;
  onStuck: OnStuck;
  /** A person sees the panel and can answer there. */
  attended: boolean;
  /** The state before this one; null at the start. */
  before: TaskStatus | null;
}

/** What the run makes of the state its task has come to. */
export function reactTo(
  { status, outcome, critical, pausedBy, askingAbout }: TaskRecord,
  { onCritical, onStuck, attended, before }: Circumstances,
): Reaction {
  switch (status) {
    case 'idle':
    case 'observing':
    case 'thinking':
    case 'guarding':
    case 'acting':
    case 'settling':
      return { do: 'wait' };
    case 'awaiting_approval':
      return critical ? atCriticalPoint(critical.id, onCritical) : { do: 'wait' };
    case 'paused':
      if (pausedBy === 'step_limit') return { do: 'end', ending: 'step_limit' };
      return waitIf(attended);
    case 'asking':
      // What cannot be read would be said again, word for word.
      return askingAbout === 'unreadable' ? waitIf(attended) : whenStuck(onStuck);
    case 'handed_over':
      return waitIf(attended);
    case 'done':
      return { do: 'end', ending: outcome?.status === 'success' ? 'success' : 'failure' };
    case 'stopped':
      return { do: 'end', ending: before === 'awaiting_approval' ? 'critical_point' : 'stopped' };
    case 'failed':
      return { do: 'end', ending: 'failed' };
  }
}

function atCriticalPoint(criticalId: string, onCritical: OnCritical): Reaction {
  switch (onCritical) {
    case 'ask':
      return { do: 'wait' };
    case 'approve':
    case 'deny':
      return { do: onCritical, criticalId };
    case 'stop':
      return { do: 'end', ending: 'critical_point' };
  }
}

function whenStuck(onStuck: OnStuck): Reaction {
  switch (onStuck) {
    case 'ask':
      return { do: 'wait' };
    case 'continue':
      return { do: 'go_on' };
    case 'stop':
      return { do: 'end', ending: 'unanswered' };
  }
}

function waitIf(attended: boolean): Reaction {
  return attended ? { do: 'wait' } : { do: 'end', ending: 'unanswered' };
}

/** Exit code of `npm run agent`. */
export function exitCodeOf(ending: Ending): number {
  switch (ending) {
    case 'success':
      return 0;
    case 'critical_point':
      return 3;
    case 'step_limit':
      return 4;
    case 'failure':
    case 'unanswered':
    case 'stopped':
    case 'failed':
    case 'timeout':
      return 1;
  }
}

/** One line for the terminal and the report. */
export function endingInWords(ending: Ending): string {
  switch (ending) {
    case 'success':
      return 'The model ended the task with success.';
    case 'failure':
      return 'The model gave up.';
    case 'critical_point':
      return 'It stopped at a critical point.';
    case 'step_limit':
      return 'It stopped at the step limit.';
    case 'unanswered':
      return 'It asked for a person, and nobody is there.';
    case 'stopped':
      return 'It was stopped.';
    case 'failed':
      return 'Something broke.';
    case 'timeout':
      return 'The time was up.';
  }
}
