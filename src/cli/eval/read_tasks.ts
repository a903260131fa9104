import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { UsageError } from '../usage.ts';
import type { EvalTask } from './task.ts';

/** A line of WebVoyager_data.jsonl (MinorJerry/WebVoyager). */
const WebVoyager = z
  .object({
    id: z.string().min(1),
    ques: z.string().min(1),
    web: z.string(),
    web_name: z.string().default(''),
  })
  .transform(
    ({ id, ques, web, web_name }): EvalTask => ({ id, task: ques, url: address(web), group: web_name }),
  );

/** An element of Online_Mind2Web.json (osunlp/Online-Mind2Web); its card calls the task `task_description`. */
const OnlineMind2Web = z
  .object({
    task_id: z.string().min(1),
    confirmed_task: z.string().min(1).optional(),
    task_description: z.string().min(1).optional(),
    website: z.string(),
    level: z.string().default(''),
  })
  .transform(({ task_id, confirmed_task, task_description, website, level }, context): EvalTask => {
    const task = confirmed_task ?? task_description;
    if (task === undefined) {
      context.addIssue('neither confirmed_task nor task_description is there');
      return z.NEVER;
    }
    return { id: task_id, task, url: address(website), group: level };
  });

/** A row of WebTailBench.tsv or its files with rubrics (microsoft/WebTailBench). It names no start page. */
const WebTailBench = z
  .object({ id: z.string().min(1), task_summary: z.string().min(1), benchmark: z.string().default('') })
  .transform(
    ({ id, task_summary, benchmark }): EvalTask => ({
      id,
      task: task_summary,
      url: null,
      group: benchmark,
    }),
  );

/**
 * A row of WebTailBench-Refusals.tsv. Its newest version adds the category of harm, in a column whose name could not
 * be looked up: any that calls itself a category is taken.
 */
const WebTailBenchRefusals = z
  .looseObject({ TaskID: z.string().min(1), TaskToBeRefused: z.string().min(1) })
  .transform(({ TaskID, TaskToBeRefused, ...more }): EvalTask => {
    const category = Object.entries(more).find(([column]) => /category/i.test(column))?.[1];
    const group = typeof category === 'string' ? category : '';
    return { id: TaskID, task: TaskToBeRefused, url: null, group, toRefuse: true };
  });

/** As Python's `csv` reads it, with which the set is read upstream. */
const TSV = {
  delimiter: '\t',
  columns: true,
  bom: true,
  relax_quotes: true,
  skip_empty_lines: true,
} as const;

const SETS = { WebVoyager, OnlineMind2Web, WebTailBench, WebTailBenchRefusals };
type SetName = keyof typeof SETS;

/**
 * The tasks of a file as it is published: WebVoyager (.jsonl), Online-Mind2Web (.json) WebTailBench or its refusals (.tsv),
 * told by its content. Throws UsageError with the place of the first fault.
 */
export async function readTasks(path: string): Promise<EvalTask[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--tasks ${path} cannot be read: ${messageOf(error)}`);
  });
  try {
    return parseTasks(text);
  } catch (error) {
    throw new UsageError(`--tasks ${path}: ${messageOf(error)}`);
  }
}

/** As above, of the text. Throws Error. */
export function parseTasks(text: string): EvalTask[] {
  const [set, rows] = rowsOf(text);
  const tasks = rows.map((row, index) => {
    const task = SETS[set].safeParse(row);
    if (task.success) return task.data;
    throw new Error(`task ${index + 1} does not fit ${set}: ${z.prettifyError(task.error)}`);
  });
  if (tasks.length === 0) throw new Error('there are no tasks in it');
  const seen = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id)) throw new Error(`the id '${id}' is there twice; results are kept by it`);
    seen.add(id);
  }
  return tasks;
}

function rowsOf(text: string): [SetName, unknown[]] {
  const start = text.trimStart()[0];
  if (start === '[') return ['OnlineMind2Web', z.array(z.unknown()).parse(json(text, 'the file'))];
  if (start === '{') {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return ['WebVoyager', lines.map((line, index) => json(line, `line ${index + 1}`))];
  }
  if (/^\uFEFF?[^\n]*\btask_summary\b/.test(text)) return ['WebTailBench', parse(text, TSV)];
  if (/^\uFEFF?[^\n]*\bTaskToBeRefused\b/.test(text)) return ['WebTailBenchRefusals', parse(text, TSV)];
  throw new Error(
    'it is neither WebVoyager (lines of JSON), Online-Mind2Web (a JSON array) nor WebTailBench (a TSV with task_summary or TaskToBeRefused).',
  );
}

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is no JSON: ${messageOf(error)}`);
  }
}

/** Some sets write hosts without a scheme; an empty one is none. */
function address(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const url = URL.parse(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url) throw new Error(`'${text}' is no web address`);
  return url.href;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
