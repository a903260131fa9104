import type { EvalResult } from './result.ts';

/** How far a run is. Times in ms. */
export class Progress {
  #finished = 0;
  #spent = 0;

  /** @param before tasks of an earlier run that need not be done again */
  constructor(
    private readonly total: number,
    private readonly before: number,
    private readonly workers: number,
  ) {}

  /** The line for a task that has just ended, after `ms` of a worker's time. */
  ended({ id, outcome, steps, seconds, judgement }: EvalResult, ms: number): string {
    this.#finished += 1;
    this.#spent += ms;
    const score = judgement ? `, judged ${judgement.success ? 'success' : 'failure'}` : '';
    const done = this.before + this.#finished;
    const what = `${outcome}${score}, ${steps} steps, ${Math.round(seconds)} s`;
    return `[${done}/${this.total}] ${id}: ${what}${this.#left(this.total - done)}`;
  }

  #left(tasks: number): string {
    if (tasks === 0) return '';
    const each = this.#spent / this.#finished;
    const minutes = (each * tasks) / Math.min(this.workers, tasks) / 60_000;
    return `; about ${minutes < 1 ? 'a minute' : `${Math.ceil(minutes)} minutes`} left`;
  }
}
