import { MAX_PARSE_RETRIES } from '../fara/correction.ts';
import type { UserTurn } from '../protocol/conversation.ts';
import type { Effect } from '../protocol/effect.ts';
import { HIDDEN, isSecret, shownAction } from '../protocol/hidden.ts';
import { DEFAULT_HISTORY, type HistoryChoice } from '../protocol/history.ts';
import type { Step, TaskRecord } from '../protocol/task.ts';

/** Steps a person grants at a time (the reference harness runs up to 100 rounds without asking). */
export const DEFAULT_STEP_BUDGET = 30;

/** Outputs in a row that may be unreadable before the person is asked: the first and the corrected retries. */
export const MAX_UNREADABLE = 1 + MAX_PARSE_RETRIES;

/** A new task, idle until a `start` command. `now` in ms since the epoch. */
export function createTask(options: {
  id: string;
  task: string;
  tabId: number;
  profileId: string;
  now: number;
  stepBudget?: number;
  history?: HistoryChoice;
}): TaskRecord {
  const stepBudget = options.stepBudget ?? DEFAULT_STEP_BUDGET;
  return {
    id: options.id,
    revision: 0,
    task: options.task,
    tabId: options.tabId,
    profileId: options.profileId,
    history: options.history ?? DEFAULT_HISTORY,
    status: 'idle',
    pauseRequested: false,
    pausedBy: null,
    askingAbout: null,
    progressFrom: 0,
    stepLimit: stepBudget,
    stepBudget,
    steps: [],
    conversation: [],
    observation: null,
    words: { kind: 'task', text: options.task },
    unreadable: [],
    proposal: null,
    critical: null,
    outcome: null,
    error: null,
    createdAt: options.now,
    updatedAt: options.now,
  };
}

/** The user's turn that the model answers now: the current observation with the person's words, if any. */
export function currentTurn(record: TaskRecord): UserTurn {
  const { observation, words } = record;
  if (!observation) throw new Error(`Task ${record.id} has no observation in state ${record.status}`);
  return {
    role: 'user',
    kind: words?.kind ?? 'screenshot',
    text: words?.text ?? '',
    screenshotId: observation.screenshotId,
    url: observation.url,
  };
}

/** The person's words joined to those already waiting: a reply to an unanswered task stays part of that task. */
export function addWords(record: TaskRecord, text: string): NonNullable<TaskRecord['words']> {
  return record.words
    ? { kind: record.words.kind, text: `${record.words.text}\n${text}` }
    : { kind: 'reply', text };
}

/**
 * The record after the proposed action came to an end, whichever: one more step, and the exchange joins the
 * conversation. Only now: a proposal that was dropped must not look to the model like something it did. A secret that
 * was typed stays in the conversation alone, which the model goes on from and nobody is shown.
 */
export function finishStep(record: TaskRecord, effect: Effect, actMs: number): TaskRecord {
  const { proposal, observation } = record;
  if (!proposal || !observation) {
    throw new Error(`Task ${record.id} has no proposal to finish in state ${record.status}`);
  }
  const { action } = proposal;
  const secret = isSecret(proposal.facts?.input) || hasMasked(effect);
  const step: Step = {
    index: record.steps.length,
    thoughts: proposal.thoughts,
    action: shownAction(action, secret),
    point: proposal.point,
    screenshotId: observation.screenshotId,
    pixels: observation.pixels,
    viewport: observation.viewport,
    url: observation.url,
    effect: secret && action.action === 'type' ? withoutText(effect, action.text) : effect,
    // What happened before the first look belongs to no earlier step.
    ...(record.steps.length === 0 && observation.news ? { news: observation.news } : {}),
    timings: {
      captureMs: observation.captureMs,
      visionMs: proposal.timings.preprocessMs + proposal.timings.visionMs,
      prefillMs: proposal.timings.prefillMs,
      decodeMs: proposal.timings.decodeMs,
      actMs,
    },
    tokens: proposal.tokens,
  };
  return {
    ...record,
    steps: [...record.steps, step],
    conversation: [...record.conversation, currentTurn(record), { role: 'assistant', text: proposal.text }],
    words: null,
    proposal: null,
    critical: null,
    observation: null,
  };
}

function hasMasked(effect: Effect): boolean {
  return effect.kind === 'page' && effect.changes.some((change) => change.what === 'value' && change.masked);
}

/** A refusal may quote what was to be typed. */
function withoutText(effect: Effect, text: string): Effect {
  if (effect.kind !== 'refused') return effect;
  return { ...effect, detail: effect.detail.replaceAll(`"${text}"`, `"${HIDDEN}"`) };
}
