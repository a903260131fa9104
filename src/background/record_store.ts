import browser from 'webextension-polyfill';
import { clearScreenshots } from '../platform/screenshots.ts';
import { TaskRecord } from '../protocol/task.ts';
import { TaskNotStoredError } from './errors.ts';

const KEY = 'task';

/**
 * Session storage: it outlives the service worker, and ends with the browser, since tab ids do too. One record at
 * a time; screenshots are elsewhere, so it stays small. Throws TaskNotStoredError.
 */
export async function saveRecord(record: TaskRecord): Promise<void> {
  await browser.storage.session.set({ [KEY]: record }).catch((error: unknown) => {
    throw new TaskNotStoredError(error instanceof Error ? error.message : String(error));
  });
}

/**
 * The last saved record. Without one the browser was closed in between, and the screenshots of its tasks, which
 * nothing refers to any more, are deleted.
 */
export async function takeUpRecord(): Promise<TaskRecord | null> {
  const record = await readRecord();
  // They do no harm if they stay until the next time.
  if (!record) await clearScreenshots().catch(console.error);
  return record;
}

/** The last saved record, or null when there is none (or an older version's, which no longer fits). */
async function readRecord(): Promise<TaskRecord | null> {
  const stored = await browser.storage.session.get(KEY);
  const record = TaskRecord.safeParse(stored[KEY]);
  return record.success ? record.data : null;
}
