import type { DeviceChoice } from '../../protocol/engine.ts';
import type { AppEvent } from '../../protocol/events.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { isFinished, isWorking, type TaskRecord } from '../../protocol/task.ts';
import { follow } from './follow.ts';
import { callsFrom, startTask } from './panel.ts';
import type { Session } from './session.ts';

export interface RunOptions {
  task: string;
  device: DeviceChoice;
  /** Whether a person sees the panel and can answer there; otherwise a task that waits for one is stopped. */
  attended: boolean;
  onEvent(event: AppEvent): void;
}

export interface RunResult {
  /** As it ended, or as it waited for a person who is not there. */
  record: TaskRecord;
  model: ModelInfo | null;
}

/** Types the task into the panel and follows it until it ended. Throws when the panel does not start it. */
export async function carryOut({ panel }: Session, options: RunOptions): Promise<RunResult> {
  const calls = callsFrom(panel);
  await calls.setSettings({ device: options.device });
  const record = await follow(panel, {
    start: () => startTask(panel, options.task),
    onEvent: options.onEvent,
    endOf: (record) => (isAtEnd(record, options.attended) ? record : null),
  });
  const { model } = await calls.getState({});
  if (!isFinished(record.status)) await calls.stop({});
  return { record, model: model.status === 'ready' ? model.info : null };
}

function isAtEnd({ status }: TaskRecord, attended: boolean): boolean {
  if (isFinished(status)) return true;
  return !attended && !isWorking(status) && status !== 'idle';
}
