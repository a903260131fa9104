/** A frame of the task's tab. */
export interface Frame {
  frameId: number;
  document: string;
  /** As the frame itself has it, `null` in a sandbox. */
  origin: string;
}

/**
 * Documents whose windows the task's tab may go to: the top one, the one that was acted in, and those of their origins.
 * A frame of another site could otherwise lead the tab away at any time, which no browser lets it do.
 */
export function mayOpen(frames: readonly Frame[], acted: number): Set<string> {
  const chosen = frames.filter(({ frameId }) => frameId === 0 || frameId === acted);
  const origins = new Set(chosen.map(({ origin }) => origin).filter((origin) => origin !== 'null'));
  const kin = frames.filter(({ origin }) => origins.has(origin));
  return new Set([...chosen, ...kin].map(({ document }) => document));
}
