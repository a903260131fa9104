import type { Shortcuts } from '../../../src/protocol/engine.ts';
import type { Contest } from './contest.ts';
import type { Measured } from './page/wire.ts';
import { median, sum } from './statistics.ts';

/** Each shortcut of the engine that can be switched off alone. */
export const SHORTCUTS = [
  'prefixCache',
  'visionCache',
  'forcedTokens',
  'speculation',
] as const satisfies readonly (keyof Shortcuts)[];
export type Shortcut = (typeof SHORTCUTS)[number];

export interface Race {
  ours: Measured[];
  theirs: Measured[];
  /** Steps in which both generated the same ids. */
  same: number;
  without: Record<Shortcut, Measured[]>;
}

/** All contestants take each step one after the other, so that what disturbs one disturbs all. */
export async function race(
  contest: Contest,
  steps: number,
  rounds: number,
  onStep: (done: number) => void,
): Promise<Race> {
  const result: Race = {
    ours: [],
    theirs: [],
    same: 0,
    without: { prefixCache: [], visionCache: [], forcedTokens: [], speculation: [] },
  };
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    // Each variant is an engine of its own, loaded anew and without the saved prompt: no round profits from another.
    const contestants = [undefined, ...SHORTCUTS];
    for (const off of contestants) await contest.loadOurs(off ?? 'all', false);
    for (let step = 0; step < steps; step++) {
      const theirs = await contest.stepTheirs(step);
      result.theirs.push(theirs);
      for (const off of contestants) {
        const measured = await contest.stepOurs(
          off ?? 'all',
          step,
          off ? { shortcuts: { [off]: false } } : {},
        );
        if (off) result.without[off].push(measured);
        else {
          result.ours.push(measured);
          if (measured.ids.join() === theirs.ids.join()) result.same++;
        }
      }
      onStep(++done);
    }
  }
  return result;
}

/** The first step after a start, with the system prompt taken from disk and without, in turns. */
export interface Starts {
  saved: Measured[];
  unsaved: Measured[];
}

/** Times that step `rounds` times each way, after one that saves the prompt. */
export async function raceStarts(contest: Contest, rounds: number): Promise<Starts> {
  const first = async (snapshot: boolean) => {
    await contest.loadOurs('start', snapshot);
    const measured = await contest.stepOurs('start', 0);
    await contest.unloadOurs('start');
    return measured;
  };
  await first(true);
  const starts: Starts = { saved: [], unsaved: [] };
  for (let round = 0; round < rounds; round++) {
    starts.unsaved.push(await first(false));
    starts.saved.push(await first(true));
  }
  return starts;
}

/** How many times longer the first step takes without the saved prompt, and what each way reads and takes. */
export function worthOfSnapshot({ saved, unsaved }: Starts) {
  const seconds = { saved: paceOf(saved).stepSeconds, unsaved: paceOf(unsaved).stepSeconds };
  const prefilled = (steps: readonly Measured[]) => median(steps.map(({ prefilled }) => prefilled));
  return {
    firstStep: seconds.unsaved / seconds.saved,
    seconds,
    prefilledTokens: { saved: prefilled(saved), unsaved: prefilled(unsaved) },
  };
}

/** Medians and rates of one contestant's steps. */
export interface Pace {
  stepSeconds: number;
  firstTokenSeconds: number;
  /** Output tokens a second, after the first. */
  decodeTokensPerSecond: number;
}

export function paceOf(steps: readonly Measured[]): Pace {
  return {
    stepSeconds: median(steps.map(({ totalMs }) => totalMs)) / 1000,
    firstTokenSeconds: median(steps.map(({ firstTokenMs }) => firstTokenMs)) / 1000,
    decodeTokensPerSecond: median(steps.map(({ ids, decodeMs }) => ((ids.length - 1) * 1000) / decodeMs)),
  };
}

/** Work per step and per output token. */
export function countsOf(steps: readonly Measured[]) {
  const total = (pick: (one: Measured) => number) => sum(steps.map(pick));
  return {
    visionPassesPerStep: total(({ visionPasses }) => visionPasses ?? 0) / steps.length,
    prefilledTokensPerStep: total(({ prefilled }) => prefilled) / steps.length,
    passesPerToken: total(({ decodePasses }) => decodePasses ?? 0) / total(({ ids }) => ids.length),
  };
}
