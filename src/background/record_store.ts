import browser from 'webextension-polyfill';
import { TaskRecord } from '../protocol/task.ts';

const KEY = 'task';

/**
 * Session storage: it outlives the service worker, and ends with the browser, since tab ids do too. One record at
 * a time; screenshots are elsewhere, so it stays small.
 */
export async function saveRecord(record: TaskRecord): Promise<void> {
  await browser.storage.session.set({ [KEY]: record });
}

/** The last saved record, or null when there is none (or an older version's, which no longer fits). */
export async function readRecord(): Promise<TaskRecord | null> {
  const stored = await browser.storage.session.get(KEY);
  const record = TaskRecord.safeParse(stored[KEY]);
  return record.success ? record.data : null;
}
