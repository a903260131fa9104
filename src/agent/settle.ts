import type { PageState } from '../protocol/content.ts';
import type { Clock } from './ports.ts';

/** Milliseconds between two looks at the page. */
const POLL_MS = 100;
/** A click needs this long at least to show: a script's timer, the start of a navigation. */
const MIN_MS = 300;
/** No DOM mutation, no shift of the layout and nothing that arrived for this long counts as quiet. */
const QUIET_MS = 400;
/** A loaded page that never rests (tickers, videos) is looked at after this; upstream always waits this long. */
const RESTLESS_MS = 3_000;
/** A page that waits for an answer of its server is given longer than one that merely moves. */
const REQUEST_MS = 6_000;
/** A page that loads no further, or that no script can look into, is looked at after this. */
const LOAD_MS = 15_000;

/** Whether the page has come to rest, `elapsedMs` after the action; null means no script could answer. */
export function isSettled(state: PageState | null, elapsedMs: number): boolean {
  if (elapsedMs < MIN_MS) return false;
  if (elapsedMs >= LOAD_MS) return true;
  if (!state) return elapsedMs >= RESTLESS_MS;
  if (state.readyState !== 'complete') return false;
  if (state.pendingRequests > 0) return elapsedMs >= REQUEST_MS;
  if (elapsedMs >= RESTLESS_MS) return true;
  return state.quietMs >= QUIET_MS && state.pendingImages === 0 && state.runningAnimations === 0;
}

/** Waits, bounded, until the page has loaded and nothing moves. A look that fails counts as no answer. */
export async function settle(
  look: (signal: AbortSignal) => Promise<PageState | null>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const start = clock.now();
  for (;;) {
    signal.throwIfAborted();
    const state = await look(signal).catch(() => null);
    if (isSettled(state, clock.now() - start)) return;
    await clock.sleep(POLL_MS, signal);
  }
}
