import { basename } from 'node:path';
import { runTask } from '../agent/run.ts';
import { saveTrajectory } from '../agent/save.ts';
import { openSession, type Session, type SessionOptions } from '../start/session.ts';
import type { EvalOptions } from './options.ts';
import { brokenOff, type EvalResult, resultOf } from './result.ts';
import type { ResultStore } from './result_store.ts';
import type { EvalTask } from './task.ts';

/** Browsers a task may cost. */
const MAX_ATTEMPTS = 3;

export interface OneRun {
  options: EvalOptions;
  shared: Omit<SessionOptions, 'url'>;
  store: ResultStore;
  signal: AbortSignal;
  /** A browser broke off; the task gets another. */
  onRetry(task: EvalTask, error: unknown): void;
}

/**
 * One task in a browser of its own, in another one when that breaks off, and its trajectory. Rejects with the signal's
 * reason when aborted; then nothing counts as done.
 */
export async function runOne(
  task: EvalTask,
  { options, shared, store, signal, onRetry }: OneRun,
): Promise<EvalResult> {
  const url = task.url ?? options.startUrl;
  for (let attempts = 1; ; attempts++) {
    const folder = await store.freshFolder(task.id);
    const where = { url, attempts, folder: basename(folder) };
    try {
      return await inBrowser({ ...shared, url }, signal, async (session) => {
        const run = await runTask(session, { ...options, task: task.task }, () => {});
        await saveTrajectory(folder, session, run);
        return resultOf(task, run, where);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (attempts >= MAX_ATTEMPTS) return brokenOff(task, error, where);
      onRetry(task, error);
    }
  }
}

/** Works in a fresh browser, which is closed whatever happens; also when the signal aborts. */
async function inBrowser<T>(
  options: SessionOptions,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const session = await openSession(options);
  const close = () => session.close().catch(() => {});
  signal.addEventListener('abort', close, { once: true });
  try {
    return await work(session);
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
}
