import type { DeviceChoice } from '../../protocol/engine.ts';
import type { AppEvent } from '../../protocol/events.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { isFinished, isWorking, type TaskRecord } from '../../protocol/task.ts';
import { callsFrom, startTask } from './panel.ts';
import type { Session } from './session.ts';
import { watchEvents } from './watch.ts';

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
  const ended = new Promise<TaskRecord>((resolve, reject) => {
    watchEvents(panel, (event) => {
      options.onEvent(event);
      if (event.type === 'task' && isAtEnd(event.record, options.attended)) resolve(event.record);
    }).catch(reject);
    panel.once('close', () => reject(new Error('The panel was closed before the task had ended.')));
  });
  await calls.setSettings({ device: options.device });
  await startTask(panel, options.task);
  const record = await ended;
  const { model } = await calls.getState({});
  if (!isFinished(record.status)) await calls.stop({});
  return { record, model: model.status === 'ready' ? model.info : null };
}

function isAtEnd({ status }: TaskRecord, attended: boolean): boolean {
  if (isFinished(status)) return true;
  return !attended && !isWorking(status) && status !== 'idle';
}
