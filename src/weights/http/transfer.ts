import { WeightsError } from '../errors.ts';

/** How patient a download is. */
export interface Patience {
  /** ms without a byte after which a request is given up and made anew */
  stallMs: number;
  /** tries in a row that bring less than `STEP` bytes before the download ends */
  tries: number;
  /** ms before the second try; doubles with each, up to a minute */
  pauseMs: number;
}

export const PATIENCE: Patience = { stallMs: 30_000, tries: 7, pauseMs: 1000 };

/** bytes that make a try that was cut off worth counting as progress */
const STEP = 2 ** 18;
const LONGEST_PAUSE_MS = 60_000;

/** A fault that another try may not meet: no connection, cut off, stalled, or the server is busy. */
export class Passing extends Error {
  constructor(
    message: string,
    /** ms the server asks to wait */
    readonly waitMs = 0,
  ) {
    super(message);
  }
}

/**
 * Calls `attempt` until it resolves, with growing pauses after each `Passing` fault.
 * @param attempt resolves once all is there, and tells by `onBytes` what has arrived
 * @throws WeightsError `network` when patience is over; what `attempt` throws otherwise; the signal's reason
 */
export async function persist<T>(
  name: string,
  attempt: (signal: AbortSignal, onBytes: (bytes: number) => void) => Promise<T>,
  { stallMs, tries, pauseMs }: Patience,
  signal?: AbortSignal,
): Promise<T> {
  for (let failed = 0; ; ) {
    signal?.throwIfAborted();
    const stall = new AbortController();
    const give = () => stall.abort(new Passing(`no byte came for ${stallMs / 1000} s`));
    let timer = setTimeout(give, stallMs);
    let arrived = 0;
    const onBytes = (bytes: number) => {
      arrived += bytes;
      clearTimeout(timer);
      timer = setTimeout(give, stallMs);
    };
    try {
      return await attempt(signal ? AbortSignal.any([signal, stall.signal]) : stall.signal, onBytes);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WeightsError) throw error;
      failed = arrived >= STEP ? 1 : failed + 1;
      if (failed >= tries)
        throw outOfPatience(name, tries, stall.signal.aborted ? stall.signal.reason : error);
      const wait = error instanceof Passing ? error.waitMs : 0;
      await pause(Math.min(LONGEST_PAUSE_MS, Math.max(wait, pauseMs * 2 ** (failed - 1))), signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The answer of a server to a GET; one that another try will not better is a WeightsError. */
export async function get(
  name: string,
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Response> {
  // No cookies, no trace of the extension, and nothing of gigabytes in the browser's own cache.
  const response = await fetch(url, {
    headers,
    signal,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (response.ok) return response;
  await response.body?.cancel();
  const { status } = response;
  const { host } = new URL(url);
  if (status === 404) {
    throw new WeightsError('not-found', `${host} has no such file or repository`, {
      file: name,
      expected: 'HTTP status 200 or 206',
      found: '404',
      next: 'Look whether the name and the revision are written right',
    });
  }
  if (status === 401 || status === 403) {
    throw new WeightsError('no-access', `${host} does not give this to everybody`, {
      file: name,
      expected: 'HTTP status 200 or 206',
      found: String(status),
      next: 'The name may be wrong or the repository gated; fetch its files with an account and load the folder',
    });
  }
  if (status === 416) {
    throw new WeightsError('truncated', `the file on ${host} ends before the part that was asked for`, {
      file: name,
      expected: headers.Range ?? 'the whole file',
      found: 'HTTP status 416',
      next: 'The copy there is cut short; name another server, or report it to whoever runs this one',
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('Retry-After') ?? 0);
    throw new Passing(`${host} answers with HTTP status ${status}`, seconds > 0 ? seconds * 1000 : 0);
  }
  throw new WeightsError('bad-answer', `${host} answers with HTTP status ${status}`, {
    file: name,
    next: 'Look whether the server address is one of Hugging Face or of a mirror of it',
  });
}

/** Ends early with the signal's reason. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function outOfPatience(name: string, tries: number, last: unknown): WeightsError {
  const cause = last instanceof Error && last.cause instanceof Error ? `: ${last.cause.message}` : '';
  const reason = last instanceof Error ? `${last.message}${cause}` : String(last);
  return new WeightsError('network', `given up after ${tries} tries; the last one: ${reason}`, {
    file: name,
    next: 'Look at the connection, then continue; what is imported stays',
  });
}
