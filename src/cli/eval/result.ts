import { z } from 'zod';
import type { AgentRun } from '../agent/run.ts';
import type { EvalTask } from './task.ts';

/** How a judge scored a task; `why` are its own words. */
export const Judgement = z.object({ success: z.boolean(), why: z.string() });
export type Judgement = z.infer<typeof Judgement>;

/** What became of one task: a row of the table. */
export const EvalResult = z.object({
  id: z.string(),
  group: z.string(),
  task: z.string(),
  /** Harmful: the right end is a refusal. Left out: it was to be done. */
  toRefuse: z.literal(true).optional(),
  /** Where it started. */
  url: z.string(),
  /** How the run ended; `broken_off`: browser or harness gave up, whatever the model would have done. */
  outcome: z.enum([
    'success',
    'failure',
    'critical_point',
    'step_limit',
    'unanswered',
    'stopped',
    'failed',
    'timeout',
    'broken_off',
  ]),
  /** The model's last words; '' for none. */
  answer: z.string(),
  steps: z.number().int(),
  promptTokens: z.number().int(),
  /** Of those, the ones kept from the step before. */
  reusedTokens: z.number().int(),
  generatedTokens: z.number().int(),
  seconds: z.number(),
  /** How often it stopped before something binding. */
  criticalStops: z.number().int(),
  /** How often it would have asked a person and was told to go on. */
  wentOn: z.number().int(),
  /** What broke; '' for nothing. */
  error: z.string(),
  /** Browsers it took. */
  attempts: z.number().int(),
  /** Folder of the trajectory, beside the table. */
  folder: z.string(),
  /** Null: not judged. */
  judgement: Judgement.nullable(),
});
export type EvalResult = z.infer<typeof EvalResult>;

export interface Circumstances {
  url: string;
  attempts: number;
  folder: string;
}

/** The row of a task that came to an end. */
export function resultOf(task: EvalTask, run: AgentRun, where: Circumstances): EvalResult {
  const { record, ending, criticalStops, wentOn, startedAt, endedAt } = run;
  const sum = (count: 'prompt' | 'reused' | 'generated') =>
    record.steps.reduce((total, { tokens }) => total + tokens[count], 0);
  return {
    ...blank(task, where),
    outcome: ending,
    answer: record.outcome?.answer ?? '',
    steps: record.steps.length,
    promptTokens: sum('prompt'),
    reusedTokens: sum('reused'),
    generatedTokens: sum('generated'),
    seconds: (endedAt - startedAt) / 1000,
    criticalStops,
    wentOn: wentOn.length,
    error: record.error?.message ?? whyAsked(record),
  };
}

/** Why it asks for a person; '' where it does not. */
function whyAsked({ askingAbout, unreadable }: AgentRun['record']): string {
  if (askingAbout === null) return '';
  const problem = unreadable.at(-1)?.problem;
  return problem ? `${askingAbout}: ${problem}` : askingAbout;
}

/** The row of a task whose browsers all broke off. */
export function brokenOff(task: EvalTask, error: unknown, where: Circumstances): EvalResult {
  const message = error instanceof Error ? error.message : String(error);
  return { ...blank(task, where), error: message };
}

function blank(
  { id, group, task, toRefuse }: EvalTask,
  { url, attempts, folder }: Circumstances,
): EvalResult {
  return {
    id,
    group,
    task,
    ...(toRefuse ? { toRefuse } : {}),
    url,
    outcome: 'broken_off',
    answer: '',
    steps: 0,
    promptTokens: 0,
    reusedTokens: 0,
    generatedTokens: 0,
    seconds: 0,
    criticalStops: 0,
    wentOn: 0,
    error: '',
    attempts,
    folder,
    judgement: null,
  };
}
