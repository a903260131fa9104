import type { ModelState } from '../../protocol/model.ts';
import type { StepTimings, TaskRecord, TaskStatus } from '../../protocol/task.ts';

const STATUS: Record<TaskStatus, string> = {
  idle: 'About to start',
  observing: 'Looking at the page',
  thinking: 'Thinking',
  guarding: 'Checking the next action',
  awaiting_approval: 'Waiting for your approval',
  acting: 'Acting',
  settling: 'Waiting for the page',
  paused: 'Paused',
  handed_over: 'You have the page',
  asking: 'It needs your help',
  done: 'Finished',
  stopped: 'Stopped',
  failed: 'Something went wrong',
};

/** What the agent does, in a few words; a step that waits for the model to load says so. */
export function statusInWords(task: TaskRecord, model: ModelState): string {
  if (task.status === 'thinking' && model.status === 'loading') return 'Waiting for the model';
  return task.pauseRequested ? 'Pausing after this action' : STATUS[task.status];
}

/** Milliseconds of a whole step. */
export function stepTotal(timings: StepTimings): number {
  return timings.captureMs + timings.visionMs + timings.prefillMs + timings.decodeMs + timings.actMs;
}

/** The model's words without the tool call that follows them. */
export function thoughtsOnly(text: string): string {
  const end = text.search(/<(tool_call|\/?tool|$)/);
  return (end < 0 ? text : text.slice(0, end)).trim();
}
