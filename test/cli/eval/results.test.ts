import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EvalOptions, parseEvalOptions } from '../../../src/cli/eval/options.ts';
import { inParallel } from '../../../src/cli/eval/pool.ts';
import { Progress } from '../../../src/cli/eval/progress.ts';
import { brokenOff, type EvalResult } from '../../../src/cli/eval/result.ts';
import { folderName, ResultStore } from '../../../src/cli/eval/result_store.ts';
import { subsample } from '../../../src/cli/eval/subsample.ts';
import { summary, table } from '../../../src/cli/eval/table.ts';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'sidefara-eval-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const TASKS = ['a', 'b/c', 'd'].map((id) => ({ id, task: `Do ${id}.`, url: null, group: '' }));

function result(id: string, more: Partial<EvalResult> = {}): EvalResult {
  const task = { id, task: `Do ${id}.`, url: null, group: 'g' };
  const where = { url: 'https://a.test/', attempts: 1, folder: folderName(id) };
  const ended = { outcome: 'success', error: '', steps: 4, seconds: 10 } as const;
  return { ...brokenOff(task, new Error('gone'), where), ...ended, ...more };
}

function options(...more: string[]): EvalOptions {
  const parsed = parseEvalOptions(['--tasks', 'tasks.jsonl', '--out', out, ...more], false);
  if (parsed === 'help') throw new Error('these are no options');
  return parsed;
}

async function filled(): Promise<ResultStore> {
  const store = await ResultStore.open(options(), TASKS);
  await store.freshFolder('b/c');
  await store.keep(result('b/c'));
  return store;
}

test('a result is kept by its task’s id, whatever the id looks like, and found again', async () => {
  await filled();
  const store = await ResultStore.open(options('--resume'), TASKS);
  expect(store.results).toEqual([result('b/c')]);
  expect(store.get('a')).toBeUndefined();
  expect((await readdir(out)).filter((name) => name.includes('.part'))).toEqual([]);
});

test('a folder with results is gone on with only when asked, and only by the same run', async () => {
  await filled();
  await expect(ResultStore.open(options(), TASKS)).rejects.toThrow(/holds a run already; give --resume/);
  const other = options('--resume', '--max-steps', '5');
  await expect(ResultStore.open(other, TASKS)).rejects.toThrow(/do not belong into one table/);
  await rm(join(out, 'run.json'));
  await expect(ResultStore.open(options('--resume'), TASKS)).rejects.toThrow(/is not empty/);
});

test('half a result is none, and its folder starts anew', async () => {
  const store = await filled();
  await writeFile(join(out, folderName('b/c'), 'result.json'), '{"id": "b/c", "outco');
  const again = await ResultStore.open(options('--resume'), TASKS);
  expect(again.results).toEqual([]);
  expect(await readdir(await store.freshFolder('b/c'))).toEqual([]);
});

test('ids become folder names of their own that stay inside the folder', () => {
  const names = ['a', 'A--0', '..', '../a', 'a/b', 'a_b', 'x'.repeat(200), 'ä', '', '.'].map(folderName);
  expect(new Set(names).size).toBe(names.length);
  expect(names[1]).toBe('A--0');
  for (const name of names) expect(name).toMatch(/^[\w-][\w.-]{0,99}$/);
});

test('the table: quoted as CSV, formulas disarmed, the tasks in their order', async () => {
  const store = await filled();
  await store.freshFolder('a');
  const answer = '=1+1, "quoted"\nand more';
  await store.keep(result('a', { answer, judgement: { success: true, why: 'w' } }));
  await store.writeTable(TASKS);
  const [header, first, ...rest] = (await readFile(join(out, 'results.csv'), 'utf8')).split('\r\n');
  expect(header).toMatch(/^id,group,outcome,judged,steps,/);
  expect(first).toBe(
    `a,g,success,success,4,0,0,0,10,0,0,1,https://a.test/,Do a.,"'=1+1, ""quoted""\nand more",,a`,
  );
  expect(rest[0]).toMatch(/^b\/c,g,success,,4/);
  expect(JSON.parse(await readFile(join(out, 'results.json'), 'utf8')).results).toHaveLength(2);
});

test('the summary counts outcomes and judges, and leaves what broke off out of the means', () => {
  const rows = [
    result('a', { judgement: { success: false, why: '' } }),
    result('b', { outcome: 'critical_point', criticalStops: 1, steps: 2, seconds: 20 }),
    result('c', { outcome: 'broken_off', steps: 0, seconds: 0 }),
  ];
  expect(summary(rows, 5)).toEqual({
    planned: 5,
    done: 3,
    outcomes: { success: 1, critical_point: 1, broken_off: 1 },
    judged: 1,
    judgedSuccess: 0,
    tasksWithCriticalStop: 1,
    means: { steps: 3, promptTokens: 0, generatedTokens: 0, seconds: 15 },
  });
  expect(table([], 5).csv.split('\r\n')).toHaveLength(2);
});

test('a subsample is always the same, and part of every larger one', () => {
  const items = Array.from({ length: 100 }, (_, index) => ({ id: `task-${index}` }));
  const ten = subsample(items, 10);
  expect(subsample(items, 10)).toEqual(ten);
  expect(ten).toHaveLength(10);
  const thirty = subsample(items, 30);
  expect(ten.every((item) => thirty.includes(item))).toBe(true);
  expect(thirty).toEqual(items.filter((item) => thirty.includes(item)));
  expect(subsample(items, 1000)).toEqual(items);
});

test('workers share the items; a failure ends it when those under way have ended', async () => {
  const seen: number[] = [];
  let most = 0;
  let now = 0;
  const work = async (item: number) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 2));
    now -= 1;
    seen.push(item);
    if (item === 5) throw new Error('five');
  };
  await inParallel([1, 2, 3, 4], 3, work);
  expect({ seen: seen.splice(0).toSorted(), most }).toEqual({ seen: [1, 2, 3, 4], most: 3 });
  await expect(inParallel([5, 6, 7, 8, 9], 2, work)).rejects.toThrow('five');
  expect(now).toBe(0);
  expect(seen).not.toContain(9);
});

test('progress counts what was done before, and says how long it may take', () => {
  const progress = new Progress(10, 2, 2);
  expect(progress.ended(result('a'), 120_000)).toBe('[3/10] a: success, 4 steps, 10 s; about 7 minutes left');
  const judged = result('b', { judgement: { success: true, why: '' } });
  expect(progress.ended(judged, 1_000)).toMatch(/^\[4\/10\] b: success, judged success, 4 steps/);
  for (let index = 0; index < 5; index++) progress.ended(result('c'), 0);
  expect(progress.ended(result('z'), 0)).toBe('[10/10] z: success, 4 steps, 10 s');
});

test.each([
  [['--out', 'x'], '--tasks is missing'],
  [['--tasks', 'x'], '--out is missing'],
  [['--tasks', 'x', '--out', 'y', '--on-critical', 'ask'], '--on-critical is'],
  [['--tasks', 'x', '--out', 'y', '--on-stuck', 'ask'], '--on-stuck is'],
  [['--tasks', 'x', '--out', 'y', '--workers', '0'], '--workers is'],
  [['--tasks', 'x', '--out', 'y', '--judge', 'gpt'], '--judge is'],
  [['--tasks', 'x', '--out', 'y', '--judge', 'endpoint:a'], '--judge-model is missing'],
  [['--tasks', 'x', '--out', 'y', '--judge-model', 'a'], '--judge is'],
])('%j is refused', (args, message) => {
  expect(() => parseEvalOptions(args, false)).toThrow(message);
});
