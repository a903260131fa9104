import type { GenerateResult } from '../../../src/protocol/engine.ts';
import { median } from '../engine/statistics.ts';

/** One answer, and how long it took from the call to its end, ms. */
export interface Answered {
  result: GenerateResult;
  ms: number;
}

/** Seconds of an answer, and tokens a second: of the prompt, the vision tower not counted, and after the first token. */
export interface Pace {
  seconds: { step: number; firstToken: number; vision: number; prefill: number; perToken: number };
  tokensPerSecond: { prefill: number; decode: number };
}

/** The pace of one answer of at least two tokens. */
export function paceOf({ result: { timings, tokens }, ms }: Answered): Pace {
  const { preprocessMs, visionMs, prefillMs, decodeMs } = timings;
  const perToken = decodeMs / 1000 / (tokens.generated - 1);
  return {
    seconds: {
      step: ms / 1000,
      firstToken: (preprocessMs + visionMs + prefillMs) / 1000,
      vision: visionMs / 1000,
      prefill: prefillMs / 1000,
      perToken,
    },
    tokensPerSecond: { prefill: (tokens.prefilled * 1000) / prefillMs, decode: 1 / perToken },
  };
}

/** Each number's median. */
export function medianPace(paces: readonly Pace[]): Pace {
  const middle = (pick: (pace: Pace) => number) => median(paces.map(pick));
  return {
    seconds: {
      step: middle(({ seconds }) => seconds.step),
      firstToken: middle(({ seconds }) => seconds.firstToken),
      vision: middle(({ seconds }) => seconds.vision),
      prefill: middle(({ seconds }) => seconds.prefill),
      perToken: middle(({ seconds }) => seconds.perToken),
    },
    tokensPerSecond: {
      prefill: middle(({ tokensPerSecond }) => tokensPerSecond.prefill),
      decode: middle(({ tokensPerSecond }) => tokensPerSecond.decode),
    },
  };
}

/** What `shareOfLimits` asks of an answer. */
export function workOf({ result: { timings, tokens } }: Answered) {
  const { prefillMs, decodeMs } = timings;
  return { prefillMs, decodeMs, prefilled: tokens.prefilled, decodePasses: tokens.passes ?? 0 };
}
