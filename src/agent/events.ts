import type { Action } from '../protocol/action.ts';
import type { GenerationTimings, TokenCounts } from '../protocol/chat.ts';
import type { Effect } from '../protocol/effect.ts';
import type { ElementFacts } from '../protocol/facts.ts';
import type { ActionPoint, CriticalPoint, Mark, Observation, TaskError } from '../protocol/task.ts';

/** What the person (or the browser, for `tab_closed`) can do to a task, at any time. */
export type Command =
  | { type: 'start' }
  | { type: 'pause' }
  /** From `paused` (granting another budget of steps at the step limit), `asking` and `failed`. */
  | { type: 'resume' }
  | { type: 'stop' }
  | { type: 'approve'; criticalId: string }
  | { type: 'deny'; criticalId: string; reason: string }
  /** "I'll do it": the person does the step by hand, then hands back. */
  | { type: 'take_over' }
  | { type: 'hand_back' }
  /** Words for the model when its output could not be read. */
  | { type: 'answer'; text: string }
  /** Another task in the same conversation, after this one ended. */
  | { type: 'follow_up'; task: string }
  | { type: 'tab_closed' };

/** What a piece of work reported. Each belongs to one state; the runner drops reports of abandoned work. */
export type Report =
  /** A new runner found this record in the store. */
  | { type: 'woken' }
  | { type: 'observed'; observation: Observation }
  /** `text` is the completion as generated, the rest what was read from it. */
  | {
      type: 'understood';
      text: string;
      thoughts: string;
      /** What the person is told if this ends the task. */
      answer: string;
      action: Action;
      point: ActionPoint | null;
      timings: GenerationTimings;
      tokens: TokenCounts;
    }
  | { type: 'unreadable'; text: string; problem: string }
  /** The rules' verdict. `refused`: the action is not carried out and the loop goes on. */
  | { type: 'allowed'; facts: ElementFacts | null }
  | { type: 'critical'; facts: ElementFacts | null; critical: CriticalPoint }
  | { type: 'refused'; effect: Effect }
  /** The mark is stored; from now on the action may have happened. */
  | { type: 'dispatching'; mark: Mark }
  | { type: 'acted'; effect: Effect; actMs: number }
  | { type: 'settled' }
  | { type: 'broke'; error: Omit<TaskError, 'during'> };

/** An event could not be stored, or did not fit the record: nothing may follow from it, whatever the state. */
export type Stuck = { type: 'stuck'; error: Omit<TaskError, 'during'> };

export type TaskEvent = Command | Report | Stuck;

/** The person asked for something that is not possible in the task's present state. */
export class CommandRefusedError extends Error {
  override name = 'CommandRefusedError';
}
