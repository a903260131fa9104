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
    // Each variant is an engine of its own, loaded anew: no round profits from the one before.
    const contestants = [undefined, ...SHORTCUTS];
    for (const off of contestants) await contest.loadOurs(off ?? 'all');
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
