import { z } from 'zod';
import { DeviceChoice } from './engine.ts';
import { Point, Size } from './geometry.ts';
import type { Registry } from './messages.ts';
import { ModelInfo } from './model.ts';

/** What stands at a known place of a bundled page. */
export const TargetKind = z.enum(['button', 'link', 'field', 'checkbox', 'icon']);
export type TargetKind = z.infer<typeof TargetKind>;

/** One target of the self-test and what the model made of it. All px are CSS px of the page. */
export const CheckAnswer = z.object({
  page: z.string(),
  task: z.string(),
  kind: TargetKind,
  /** The target. */
  box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  /** The completion as it was generated. */
  text: z.string(),
  /** Why it is no action; null where it is one. */
  problem: z.string().nullable(),
  action: z.string().nullable(),
  /** Where it points; null where nowhere, or outside of the page. */
  point: Point.nullable(),
  hit: z.boolean(),
  /** From the point to the centre of the target. */
  errorPx: z.number().nullable(),
  /** Whether the text to type is the task's, letter for letter; null where none was to be typed. */
  textRight: z.boolean().nullable(),
  seconds: z.number(),
});
export type CheckAnswer = z.infer<typeof CheckAnswer>;

/** The outcome of a whole self-test. */
export const CheckResult = z.object({
  info: ModelInfo,
  profile: z.string(),
  /** Of the pages, CSS px. */
  viewport: Size,
  /** Milliseconds since the epoch. */
  finishedAt: z.number(),
  /** `good`: nine of ten targets or more; `fair`: seven of ten or more. */
  verdict: z.enum(['good', 'fair', 'bad']),
  /** Targets of the set; where none of the first was hit it stopped early, and `answers` is shorter. */
  targets: z.number().int(),
  hits: z.number().int(),
  /** Mean of `errorPx` over the answers that point somewhere; null where none does. */
  meanErrorPx: z.number().nullable(),
  /** Answers that are an action. */
  readable: z.number().int(),
  textsRight: z.number().int(),
  /** Answers to tasks that ask to type. */
  texts: z.number().int(),
  /** Mean. */
  secondsPerAnswer: z.number(),
  /** `19 of 20 targets hit, 6 px mean error: good` */
  summary: z.string(),
  /** What probably made it bad, for a person, the likeliest first; empty where it is good. */
  causes: z.array(z.string()),
  answers: z.array(CheckAnswer),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** How far a self-test is. */
export const CheckProgress = z.object({
  done: z.number().int(),
  targets: z.number().int(),
  hits: z.number().int(),
  /** Null until the first answer. */
  secondsLeft: z.number().nullable(),
});
export type CheckProgress = z.infer<typeof CheckProgress>;

/** The last result of a model; the model's id in the store, null for the embedded one. */
export const KeptCheck = z.object({ model: z.string().nullable(), result: CheckResult });
export type KeptCheck = z.infer<typeof KeptCheck>;

/** The self-test as the panel shows it. */
export const CheckState = z.object({
  running: z.object({ model: z.string().nullable(), progress: CheckProgress }).nullable(),
  /** Why the last one of this model did not come to its end; null where it did, or was cancelled. */
  failed: z.object({ model: z.string().nullable(), message: z.string() }).nullable(),
  /** At most one a model. */
  kept: z.array(KeptCheck),
});
export type CheckState = z.infer<typeof CheckState>;

const Nothing = z.object({});

/** What the panel asks of the service worker, and that of the page that hosts the engine. */
export const checkMethods = {
  checkState: { params: Nothing, result: CheckState },
  /** Starts a self-test of the chosen model, and resolves at once; how it goes on comes as `check` events. */
  startCheck: { params: Nothing, result: CheckState },
  cancelCheck: { params: Nothing, result: Nothing },
} satisfies Registry;

export const checkHostMethods = {
  ...checkMethods,
  startCheck: {
    params: z.object({
      device: DeviceChoice,
      model: z.string().nullable(),
      contextTokens: z.number().int().positive(),
      profileId: z.string(),
    }),
    result: CheckState,
  },
} satisfies Registry;
