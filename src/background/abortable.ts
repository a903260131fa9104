/** `work`, or a rejection with the signal's reason as soon as it aborts; `work` itself then ends unheard. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** `work`, or a rejection with `error()` when it takes longer than `ms` milliseconds; it then ends unheard. */
export async function within<T>(ms: number, work: Promise<T>, error: () => Error): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, timer.signal).then(() => {
    throw error();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => {});
  }
}

/** Resolves after `ms` milliseconds, or rejects with the signal's reason as soon as it aborts. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await abortable(pause, signal).finally(() => clearTimeout(timer));
}
