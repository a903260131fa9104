import { nothingChanged, type RefusedReason } from '../protocol/effect.ts';
import { type News, needsPerson } from '../protocol/news.ts';
import type { Observation, Step, TaskRecord } from '../protocol/task.ts';

/** As often as the same may be done in vain before the person is asked. */
export const MAX_REPEATS = 3;
/** As often as nothing at all may come of the same action, or of different ones. */
const MAX_SAME_WITHOUT_EFFECT = 2;
const MAX_WITHOUT_EFFECT = 3;

/** Elements that draw what is in them, and listen, by themselves: games, maps, remote screens, viewers. */
const DRAWN = new Set(['canvas', 'embed', 'object']);

/** Refused because no script can do it, whatever the model tries next. */
const FOR_PERSON = new Set<RefusedReason>(['needs_person', 'page_unreachable', 'cross_origin_frame']);

/**
 * What the person has to be asked about before the task goes on from what is seen `now`; null: nothing. Steps before
 * `progressFrom` do not count: the person has let it try again since.
 */
export function whyAsk(record: TaskRecord, now: Observation): TaskRecord['askingAbout'] {
  const steps = record.steps.slice(record.progressFrom);
  const last = steps.at(-1);
  if (now.news?.some(needsPerson)) return 'needs_person';
  if (last?.effect.kind === 'refused' && FOR_PERSON.has(last.effect.reason)) return 'needs_person';
  if (last && isWithoutEffect(last, now) && isDrawn(last)) return 'ignores_input';
  if (isIdle(steps, now)) return 'no_effect';
  return isStuck(record, now) ? 'no_progress' : null;
}

/**
 * The steps with what only this look can tell of the last one: that the page looks different although nothing else
 * was seen to change, and what happened since that no screenshot shows.
 */
export function seenAfter(steps: readonly Step[], { pixels, news }: Observation): Step[] {
  const last = steps.at(-1);
  if (!last) return [];
  const { effect } = last;
  const seen =
    effect.kind === 'page' && nothingChanged(effect) && pixels !== last.pixels
      ? { ...effect, changes: [{ what: 'pixels' } as const] }
      : effect;
  return [...steps.slice(0, -1), { ...last, effect: seen, ...withNews(last.news, news) }];
}

/** After a restart the same steps are looked at again: what was told stays. */
function withNews(before: readonly News[] = [], now: readonly News[] = []): { news?: News[] } {
  const all = [...before, ...now];
  return all.length > 0 ? { news: all } : {};
}

/**
 * Whether the last steps were one and the same action at one and the same point, on a page that looked the same
 * before each of them and looks the same now.
 */
export function isStuck({ steps, progressFrom }: TaskRecord, now: Observation): boolean {
  const last = lastSteps(steps.slice(progressFrom), MAX_REPEATS);
  return last?.every((step) => step.pixels === now.pixels && isSameDeed(step, last[0])) ?? false;
}

/** Whether nothing came of the last actions, by all that can be observed. */
function isIdle(steps: readonly Step[], now: Observation): boolean {
  const same = lastSteps(steps, MAX_SAME_WITHOUT_EFFECT);
  if (same?.every((step) => isWithoutEffect(step, now) && isSameDeed(step, same[0]))) return true;
  return lastSteps(steps, MAX_WITHOUT_EFFECT)?.every((step) => isWithoutEffect(step, now)) ?? false;
}

function isWithoutEffect(step: Step, now: Observation): boolean {
  const uses = ['left_click', 'type', 'key'].includes(step.action.action);
  return uses && nothingChanged(step.effect) && step.pixels === now.pixels && !step.news?.length;
}

function isDrawn({ effect }: Step): boolean {
  return effect.kind === 'page' && effect.hit !== null && DRAWN.has(effect.hit.tag);
}

function lastSteps(steps: readonly Step[], count: number): [Step, ...Step[]] | null {
  const [first, ...rest] = steps.slice(-count);
  return first && rest.length === count - 1 ? [first, ...rest] : null;
}

/** Actions and points are plain data whose keys the schemas put in one order. */
function isSameDeed(a: Step, b: Step): boolean {
  return JSON.stringify([a.action, a.point]) === JSON.stringify([b.action, b.point]);
}
