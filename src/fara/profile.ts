import type { Action, ActionName } from '../protocol/action.ts';
import type { Size } from '../protocol/geometry.ts';
import { type ImageBudget, smartResize } from './image/smart-resize.ts';

/** What the numbers in a `coordinate` count: px of the sent image, or parts of a fixed grid over it. */
export type CoordinateSpace = { kind: 'image' } | { kind: 'normalized'; width: number; height: number };

/**
 * Which past turns the model is shown again. `trim`: everything, but only the newest screenshots (the current
 * one counts). `grouped`: everything, but screenshots gather and leave `group` at a time, so that at least
 * `screenshots` and at most `screenshots + group − 1` are shown, and most steps only append to the one before.
 * `latest`: the current screenshot, with past thoughts as lines under the task.
 */
export type HistoryPolicy =
  | { kind: 'trim'; screenshots: number }
  | { kind: 'grouped'; screenshots: number; group: number }
  | { kind: 'latest' };

/** Where the answer to the person's task stands when the model terminates. */
export type FinalAnswerRule = 'thoughts';

/** Decoding is greedy. */
export interface GenerationSettings {
  /** 1 is none. */
  repetitionPenalty: number;
  maxNewTokens: number;
  /** Special tokens that end the answer. */
  stop: readonly string[];
}

/** All that differs between the models that can drive a tab. Another model is another value of this type. */
export interface Profile {
  id: string;
  /** For people. */
  name: string;
  /** @param image size of the current screenshot as sent, image px */
  systemPrompt(image: Size): string;
  coordinates: CoordinateSpace;
  imageBudget: ImageBudget;
  /** Viewport the model was trained at, CSS px. */
  viewport: Size;
  history: HistoryPolicy;
  /** The text that goes with a screenshot when the person said nothing. */
  boilerplate: string;
  /** Actions the model may take; any other is a failure. */
  actions: readonly ActionName[];
  generation: GenerationSettings;
  finalAnswer: FinalAnswerRule;
}

/**
 * The size in image px at which a screenshot of this viewport is sent, whatever its device px: the model
 * knows CSS px only, so a HiDPI screenshot is resized to this in one go.
 * @param viewport CSS px
 * @throws RangeError when the viewport is empty or a strip
 */
export function sentSize(profile: Profile, viewport: Size): Size {
  return smartResize(viewport, profile.imageBudget);
}

/** What a terminating answer says to the person. */
export function finalAnswer(profile: Profile, answer: { thoughts: string; action: Action }): string {
  switch (profile.finalAnswer) {
    case 'thoughts':
      return answer.thoughts;
  }
}
