import type { Limits, LimitsOrder } from './wire.ts';

/** Sends a bench's worker a command. Resolves to its answer; rejects with what it says went wrong. */
export function answerOf<T>(worker: Worker, command: object): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ done: T } | { failed: string }>) =>
      'failed' in data ? reject(new Error(data.failed)) : resolve(data.done);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(command);
  });
}

/** What the adapter, or the processor, does at best. */
export async function measureLimits(order: LimitsOrder): Promise<Limits> {
  const worker = new Worker(new URL('./limits.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await answerOf(worker, order);
  } finally {
    worker.terminate();
  }
}
