import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage.ts';
import type { EvalOptions } from './options.ts';
import { EvalResult } from './result.ts';
import { table } from './table.ts';
import type { EvalTask } from './task.ts';

/** Written last of all in a task's folder: where it is, the task is done. */
const RESULT = 'result.json';
const RUN = 'run.json';

/** The results of one run in a folder: one file per task, which is whole or not there, and the table of them all. */
export class ResultStore {
  readonly #results = new Map<string, EvalResult>();

  private constructor(readonly folder: string) {}

  /**
   * Opens the folder for these options. Throws UsageError where it holds results and `resume` was not asked for, or
   * where they come from another model or other limits.
   */
  static async open(options: EvalOptions, tasks: readonly EvalTask[]): Promise<ResultStore> {
    const store = new ResultStore(options.out);
    await mkdir(options.out, { recursive: true });
    const settings = `${JSON.stringify(settingsOf(options), null, 2)}\n`;
    const before = await readFile(join(options.out, RUN), 'utf8').catch(() => null);
    if (before !== null && !options.resume) {
      throw new UsageError(`--out ${options.out} holds a run already; give --resume or another folder.`);
    }
    if (before !== null && before !== settings) {
      throw new UsageError(
        `--out ${options.out} was run with ${before.trim()}, not ${settings.trim()}. Results of two kinds do not belong into one table: give another folder.`,
      );
    }
    if (before === null && (await readdir(options.out)).length > 0) {
      throw new UsageError(
        `--out ${options.out} is not empty, and no run of this command; give another folder.`,
      );
    }
    await writeWhole(join(options.out, RUN), settings);
    for (const { id } of tasks) {
      const result = await readResult(join(options.out, folderName(id), RESULT));
      if (result?.id === id) store.#results.set(id, result);
    }
    return store;
  }

  get results(): EvalResult[] {
    return [...this.#results.values()];
  }

  get(id: string): EvalResult | undefined {
    return this.#results.get(id);
  }

  /** Absolute or relative as `--out` is; emptied of what a run that broke off left there. */
  async freshFolder(id: string): Promise<string> {
    const folder = join(this.folder, folderName(id));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async keep(result: EvalResult): Promise<void> {
    this.#results.set(result.id, result);
    const text = `${JSON.stringify(result, null, 2)}\n`;
    await writeWhole(join(this.folder, folderName(result.id), RESULT), text);
  }

  /** Writes results.csv and results.json: the tasks in their file's order, as far as they are done. */
  async writeTable(tasks: readonly EvalTask[]): Promise<void> {
    const rows = tasks.flatMap(({ id }) => this.#results.get(id) ?? []);
    const { csv, json } = table(rows, tasks.length);
    await writeWhole(join(this.folder, 'results.csv'), csv);
    await writeWhole(join(this.folder, 'results.json'), json);
  }
}

/** What must be the same for results to belong together. */
function settingsOf(options: EvalOptions) {
  const { policy, maxSteps, viewport, devicePixelRatio, timeoutMs, onCritical, onStuck } = options;
  return { policy, maxSteps, viewport, devicePixelRatio, timeoutMs, onCritical, onStuck };
}

/** The id where it can be a folder's name; else what can, and a hash that keeps two such ids apart. */
export function folderName(id: string): string {
  const name = id.replaceAll(/[^\w.-]+/g, '_').replace(/^\.+/, '_');
  if (name === id && id !== '' && id.length <= 100) return id;
  return `${name.slice(0, 80)}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}

async function readResult(path: string): Promise<EvalResult | null> {
  try {
    return EvalResult.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Whole or not at all, whenever the computer stops. */
async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  await writeFile(beside, text);
  await rename(beside, path);
}
