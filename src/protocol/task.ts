import { z } from 'zod';
import { Action } from './action.ts';
import { GenerationTimings, TokenCounts } from './chat.ts';
import { Conversation } from './conversation.ts';
import { Effect } from './effect.ts';
import { ElementFacts } from './facts.ts';
import { Size } from './geometry.ts';
import { DEFAULT_HISTORY, HistoryChoice } from './history.ts';
import { News } from './news.ts';

/**
 * What the task is doing, or waiting for. The working states, each of which goes on by itself after a restart:
 * observing → thinking → guarding → acting → settling → observing … All others wait for the person.
 */
export const TaskStatus = z.enum([
  /** Created, not started. */
  'idle',
  /** A screenshot is being taken. */
  'observing',
  /** The model generates. */
  'thinking',
  /** The rules look at the element the action is about to use. */
  'guarding',
  /** A critical point waits for approve, deny, "I'll do it" or stop. */
  'awaiting_approval',
  /** The action is being carried out. */
  'acting',
  /** The page comes to rest. */
  'settling',
  /** By the person, or at the step limit; resume goes on from a fresh screenshot. */
  'paused',
  /** The person does a step by hand; handing back goes on from a fresh screenshot. */
  'handed_over',
  /** It cannot go on alone; `askingAbout` says why. An answer or resume goes on. */
  'asking',
  /** The model terminated. `outcome` says how. A follow-up task may continue the conversation. */
  'done',
  /** By the person. */
  'stopped',
  /** Something broke; `error` says what. Resume tries again from a fresh screenshot. */
  'failed',
]);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** One look at the page: a stored screenshot and the geometry needed to act on it. */
export const Observation = z.object({
  screenshotId: z.string(),
  /** SHA-256 of the screenshot, hex: the same for the same pixels. */
  pixels: z.string(),
  url: z.string(),
  title: z.string(),
  /** Layout viewport in CSS px. */
  viewport: Size,
  /** Size in image px of what the model is shown: the profile's resize of the viewport. */
  image: Size,
  devicePixelRatio: z.number().positive(),
  captureMs: z.number(),
  /** What the page did since the last look that this one does not show; left out: nothing. */
  news: z.array(News).optional(),
});
export type Observation = z.infer<typeof Observation>;

/** Where an action aims: the model's image px (after its coordinate space is resolved) and the tab's CSS px. */
export const ActionPoint = z.object({
  imageX: z.number(),
  imageY: z.number(),
  cssX: z.number(),
  cssY: z.number(),
});
export type ActionPoint = z.infer<typeof ActionPoint>;

/** One dispatch of an action to the page, stored before it leaves. */
export const Mark = z.object({
  id: z.string().min(1),
  /** When it was stored, ms since the epoch. */
  at: z.number(),
  /** A service worker died in between: the action may have left or not, and only the page can tell. */
  again: z.boolean(),
});
export type Mark = z.infer<typeof Mark>;

/** What the model proposed and was understood, on its way to being carried out. */
export const Proposal = z.object({
  /** The completion as generated; joins the conversation when the step is finished. */
  text: z.string(),
  thoughts: z.string(),
  action: Action,
  /** Null for actions that aim at no point. */
  point: ActionPoint.nullable(),
  timings: GenerationTimings,
  tokens: TokenCounts,
  /** Null: not sent yet. No page carries out the same mark twice. */
  mark: Mark.nullable(),
  /** The element the rules judged (or the person approved); null where the action touches none. */
  facts: ElementFacts.nullable(),
  /** The person approved this very action. */
  approved: z.boolean(),
});
export type Proposal = z.infer<typeof Proposal>;

export const StepTimings = z.object({
  captureMs: z.number(),
  visionMs: z.number(),
  prefillMs: z.number(),
  decodeMs: z.number(),
  actMs: z.number(),
});
export type StepTimings = z.infer<typeof StepTimings>;

/** One finished step: seen, thought, done. */
export const Step = z.object({
  /** From 0, over all tasks of the conversation. */
  index: z.number().int().min(0),
  thoughts: z.string(),
  action: Action,
  point: ActionPoint.nullable(),
  /** The screenshot the action was decided on. */
  screenshotId: z.string(),
  /** As in the observation. */
  pixels: z.string(),
  /** CSS px of the viewport that screenshot shows: the space of `point.cssX`, `point.cssY`. */
  viewport: Size,
  url: z.string(),
  effect: Effect,
  /** What the page did until the next look that no screenshot shows; left out: nothing. */
  news: z.array(News).optional(),
  timings: StepTimings,
  tokens: TokenCounts,
});
export type Step = z.infer<typeof Step>;

/** What binding thing is about to happen. */
export const CriticalKind = z.enum([
  /** The model stopped by itself and says so. */
  'model',
  'payment',
  'order',
  'booking',
  'credentials',
  'personal_data',
  'account',
  'message',
  'publish',
  'delete',
  'agreement',
]);
export type CriticalKind = z.infer<typeof CriticalKind>;

/** A card that waits for the person. Nothing happens before an answer. */
export const CriticalPoint = z.object({
  id: z.string(),
  kind: CriticalKind,
  /** What is about to happen, one line, such as `Click "Place order"`. */
  title: z.string(),
  /** Why the agent stopped; for `model` its own words. */
  reason: z.string(),
  screenshotId: z.string(),
  /** The marked point; null when the action aims at none. */
  point: ActionPoint.nullable(),
});
export type CriticalPoint = z.infer<typeof CriticalPoint>;

/** How a task ended by the model's own word. `answer` is the text of its last turn. */
export const Outcome = z.object({ status: z.enum(['success', 'failure']), answer: z.string() });
export type Outcome = z.infer<typeof Outcome>;

/** What broke, for the person: the message carries the value, the limit and what to do next. */
export const TaskError = z.object({
  during: z.enum(['observing', 'thinking', 'guarding', 'acting', 'settling', 'storing']),
  name: z.string(),
  message: z.string(),
});
export type TaskError = z.infer<typeof TaskError>;

/** The whole state of a task: stored after every transition, enough to go on from after any restart. */
export const TaskRecord = z.object({
  id: z.string(),
  /** Grows by one with every transition, so that an older record never replaces a newer one. */
  revision: z.number().int().min(0),
  /** The latest task text; earlier ones of the same conversation are turns of `conversation`. */
  task: z.string(),
  tabId: z.number().int(),
  profileId: z.string(),
  /** As chosen when it was started: a conversation is shown in one way from its first step to its last. */
  history: HistoryChoice.default(DEFAULT_HISTORY),
  status: TaskStatus,
  /** Asked for while an action was on its way; takes effect as soon as it has landed. */
  pauseRequested: z.boolean(),
  /** Why it is paused; null in all other states. */
  pausedBy: z.enum(['person', 'step_limit']).nullable(),
  /**
   * What it asks the person about; null in all other states. `unreadable`: its output could not be read after the
   * retries. `no_progress`: it did the same again and again, and the page looks as before. `no_effect`: nothing came of
   * its actions. `ignores_input`: nor of one on an area that draws and listens for itself, which often heeds only real
   * input. `needs_person`: a chooser or a permission that only the person can answer.
   */
  askingAbout: z.enum(['unreadable', 'no_progress', 'no_effect', 'ignores_input', 'needs_person']).nullable(),
  /** Index of the first step that counts when repeats are looked for: those before it the person knows of. */
  progressFrom: z.number().int().min(0),
  /** Number of steps at which the task pauses and asks whether to continue. */
  stepLimit: z.number().int().positive(),
  /** Steps a person grants at a time: at the start, and by each continue. */
  stepBudget: z.number().int().positive(),
  steps: z.array(Step),
  /** All turns so far. An observation and the answer to it join together, when the step is finished. */
  conversation: Conversation,
  /** What the model is looking at; null before the first and while a new one is being taken. */
  observation: Observation.nullable(),
  /** The person's words that go with the next observation: a new task, or a reply such as a denial's reason. */
  words: z.object({ kind: z.enum(['task', 'reply']), text: z.string() }).nullable(),
  /** Outputs of this step that could not be read, with what was wrong; emptied by the next readable one. */
  unreadable: z.array(z.object({ text: z.string(), problem: z.string() })),
  proposal: Proposal.nullable(),
  critical: CriticalPoint.nullable(),
  outcome: Outcome.nullable(),
  error: TaskError.nullable(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type TaskRecord = z.infer<typeof TaskRecord>;

/** States in which the runner has something to do without the person. */
export function isWorking(status: TaskStatus): boolean {
  return ['observing', 'thinking', 'guarding', 'acting', 'settling'].includes(status);
}

/** States that a task does not go on from by itself or by *Try again*, as one that failed does. */
export function isOver(status: TaskStatus): boolean {
  return isFinished(status) && status !== 'failed';
}

/** States that end a task; a follow-up may reopen it. */
export function isFinished(status: TaskStatus): boolean {
  return ['done', 'stopped', 'failed'].includes(status);
}
