import type { Observation, Step, TaskRecord } from '../protocol/task.ts';

/** As often as the same may be done in vain before the person is asked. */
export const MAX_REPEATS = 3;

/**
 * Whether the last steps were one and the same action at one and the same point, on a page that looked the same
 * before each of them and looks the same now. Steps before `progressFrom` do not count: the person has let it try
 * again since.
 */
export function isStuck({ steps, progressFrom }: TaskRecord, now: Observation): boolean {
  const last = steps.slice(progressFrom).slice(-MAX_REPEATS);
  const [first] = last;
  if (last.length < MAX_REPEATS || !first) return false;
  return last.every((step) => step.pixels === now.pixels && isSameDeed(step, first));
}

/** Actions and points are plain data whose keys the schemas put in one order. */
function isSameDeed(a: Step, b: Step): boolean {
  return JSON.stringify([a.action, a.point]) === JSON.stringify([b.action, b.point]);
}
