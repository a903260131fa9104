import { WeightsError } from '../../weights/errors.ts';

/** Runs `work` with a signal that Ctrl+C aborts; what it was writing is then taken back by the sink it writes to. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = () =>
    stop.abort(new WeightsError('cancelled', 'stopped by the person; nothing was kept'));
  process.once('SIGINT', interrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
