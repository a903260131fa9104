import { join, resolve } from 'node:path';
import { prepare } from '../agent/prepare.ts';
import { hasDisplay } from '../start/options.ts';
import { makeTerminal } from '../start/terminal.ts';
import { judgeTask } from './judge.ts';
import { EVAL_USAGE, type EvalOptions, parseEvalOptions } from './options.ts';
import { inParallel } from './pool.ts';
import { Progress } from './progress.ts';
import { readTasks } from './read_tasks.ts';
import type { EvalResult } from './result.ts';
import { ResultStore } from './result_store.ts';
import { runOne } from './run_one.ts';
import { subsample } from './subsample.ts';
import { summary } from './table.ts';

/** `npm run eval`. Resolves to the exit code, as the usage text says. */
export async function runEval(args: readonly string[]): Promise<number> {
  const options = parseEvalOptions(args, hasDisplay());
  const { write } = makeTerminal(process.stdout);
  if (options === 'help') {
    write(EVAL_USAGE);
    return 0;
  }
  const all = await readTasks(options.tasks);
  const tasks = options.subsample === null ? all : subsample(all, options.subsample);
  const store = await ResultStore.open(options, tasks);
  const todo = tasks.filter(({ id }) => !isDone(store.get(id), options));
  const kept = tasks.length - todo.length;
  write(`${tasks.length} of ${all.length} tasks${kept > 0 ? `, ${kept} of them done before` : ''}`);
  const shared = await prepare(options, write);
  const progress = new Progress(tasks.length, kept, options.workers);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort(new Error('It was interrupted; --resume goes on from here.'));
  process.once('SIGINT', onInterrupt);
  try {
    await inParallel(todo, options.workers, async (task) => {
      const start = performance.now();
      const known = store.get(task.id);
      const run =
        known && known.outcome !== 'broken_off'
          ? known
          : await runOne(task, {
              options,
              shared,
              store,
              signal: stop.signal,
              onRetry: ({ id }, error) => write(`${id}: ${firstLine(error)} It gets another browser.`),
            });
      const result = await judged(run, options, stop.signal, write);
      await store.keep(result);
      await store.writeTable(tasks);
      write(progress.ended(result, performance.now() - start));
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    await store.writeTable(tasks);
  }
  write(JSON.stringify(summary(store.results, tasks.length), null, 2));
  write(`Kept in ${resolve(options.out)}`);
  return store.results.some(({ outcome }) => outcome === 'broken_off') ? 1 : 0;
}

/** Whether an earlier run leaves nothing to do for a task. */
function isDone(result: EvalResult | undefined, { judge }: EvalOptions): boolean {
  if (!result || result.outcome === 'broken_off') return false;
  return judge === null || result.judgement !== null;
}

/** A judge that fails does not undo the task: --resume asks it again. */
async function judged(
  result: EvalResult,
  { judge, out }: EvalOptions,
  signal: AbortSignal,
  write: (line: string) => void,
): Promise<EvalResult> {
  if (judge === null || result.outcome === 'broken_off') return result;
  try {
    const key = process.env.SIDEFARA_JUDGE_KEY || null;
    return {
      ...result,
      judgement: await judgeTask(result, join(out, result.folder), judge, key, signal),
    };
  } catch (error) {
    signal.throwIfAborted();
    write(`${result.id} was not judged: ${firstLine(error)}`);
    return result;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
