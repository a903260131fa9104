import type { PageState } from '../protocol/content.ts';
import type { Clock } from './ports.ts';

/** Milliseconds between two looks at the page, at most. */
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

/**
 * Milliseconds until the page counts as at rest if it stays as it is, `elapsedMs` after the action; not positive: it
 * does now. `state` null means that no script could answer.
 */
export function restsIn(state: PageState | null, elapsedMs: number): number {
  if (!state) return RESTLESS_MS - elapsedMs;
  if (state.readyState !== 'complete') return LOAD_MS - elapsedMs;
  if (state.pendingRequests > 0) return REQUEST_MS - elapsedMs;
  const restless = RESTLESS_MS - elapsedMs;
  if (state.pendingImages > 0 || state.runningAnimations > 0) return restless;
  return Math.max(MIN_MS - elapsedMs, Math.min(QUIET_MS - state.quietMs, restless));
}

/**
 * Waits, bounded, until the page has loaded and nothing moves. A look that fails counts as no answer. `soon` is called
 * when the next look will find the page at rest unless it stirs again.
 */
export async function settle(
  look: (signal: AbortSignal) => Promise<PageState | null>,
  clock: Clock,
  signal: AbortSignal,
  soon: () => void = () => {},
): Promise<void> {
  const start = clock.now();
  for (;;) {
    signal.throwIfAborted();
    const state = await look(signal).catch(() => null);
    const rest = restsIn(state, clock.now() - start);
    if (rest <= 0) return;
    if (rest <= POLL_MS) soon();
    await clock.sleep(Math.min(rest, POLL_MS), signal);
  }
}
