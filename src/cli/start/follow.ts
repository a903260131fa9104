import type { Page } from 'playwright-core';
import type { AppEvent } from '../../protocol/events.ts';
import type { TaskRecord } from '../../protocol/task.ts';
import { watchEvents } from './watch.ts';

export interface FollowOptions<T> {
  start(): Promise<unknown>;
  onEvent(event: AppEvent): void;
  /** Sees every record of the task; the first that is not null ends the following. */
  endOf(record: TaskRecord): T | null;
}

/** Starts a task and hears of it through the panel's page until its end. Rejects when the panel is closed. */
export async function follow<T>(panel: Page, { start, onEvent, endOf }: FollowOptions<T>): Promise<T> {
  const ended = new Promise<T>((resolve, reject) => {
    watchEvents(panel, (event) => {
      onEvent(event);
      const end = event.type === 'task' ? endOf(event.record) : null;
      if (end !== null) resolve(end);
    }).catch(reject);
    panel.once('close', () => reject(new Error('The panel was closed before the task had ended.')));
  });
  // Whoever waits hears of it below; meanwhile a failed start must not leave it unheard.
  ended.catch(() => {});
  await start();
  return ended;
}
