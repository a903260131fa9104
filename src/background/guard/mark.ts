/** The name at which a copy of the guard listens until it is told the secret of the watch. */
export const EARLY = 'sidefara-early';

/**
 * The metric that the responses of the task's tab carry in their header `Server-Timing`. Chromium tells a page of it on
 * plain http too (tried with 156); Firefox would only on https.
 */
export const MARK = 'sidefara';

/**
 * Whether this page, or the one that it has its content from (`about:blank`, `srcdoc`, `blob:`), came into the task's
 * tab. A page can send the mark itself: then its own dialogs are dismissed while a task works, and nothing else.
 */
export function isMarked(frame: Window): boolean {
  try {
    const [navigation] = frame.performance.getEntriesByType('navigation');
    if (
      (navigation as PerformanceNavigationTiming | undefined)?.serverTiming.some(({ name }) => name === MARK)
    ) {
      return true;
    }
    return (
      /^(about|blob):$/.test(frame.location.protocol) && frame.parent !== frame && isMarked(frame.parent)
    );
  } catch {
    // The frame around it is another site's.
    return false;
  }
}
