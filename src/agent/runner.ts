import type { Profile } from '../fara/profile.ts';
import type { TaskRecord } from '../protocol/task.ts';
import { isWorking } from '../protocol/task.ts';
import { type Command, CommandRefusedError, type Report, type TaskEvent } from './events.ts';
import type { Ports } from './ports.ts';
import { transition } from './transition.ts';
import { work } from './work.ts';

/**
 * Drives one task: does the work its record calls for, stores every transition before anything follows from it,
 * and takes commands at any time. Holds no state of its own that matters: after a crash a new runner on the
 * stored record goes on, and never repeats an action that may have reached the page.
 */
export class TaskRunner {
  #record: TaskRecord;
  #working: AbortController | null = null;
  /** Events are applied one after the other, each stored before the next. */
  #queue: Promise<unknown> = Promise.resolve();
  #idle: (() => void)[] = [];
  #closed = false;

  constructor(
    record: TaskRecord,
    private readonly profile: Profile,
    private readonly ports: Ports,
  ) {
    this.#record = record;
  }

  get record(): TaskRecord {
    return this.#record;
  }

  /**
   * Takes up the record as it was found in the store. Call once, before any command. The listener is told it again: its
   * former life may have ended between storing it and what it does then.
   */
  async wake(): Promise<void> {
    this.ports.listener.changed(this.#record);
    await this.#enqueue({ type: 'woken' });
  }

  /**
   * Resolves when the command is stored; rejects with CommandRefusedError where the state does not allow it.
   * Work that it makes pointless is aborted first, a generation within one token.
   */
  send(command: Command): Promise<void> {
    return this.#enqueue(command);
  }

  /** Resolves when the task waits for the person or has ended. */
  untilIdle(): Promise<void> {
    if (!this.#working && !isWorking(this.#record.status)) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Lets go: aborts the work under way and stores nothing more. The record stays as it was last stored. */
  close(): void {
    this.#closed = true;
    this.#abandonWork();
  }

  #enqueue(event: TaskEvent, isCurrent: () => boolean = () => true): Promise<void> {
    const applied = this.#queue.then(() => (isCurrent() ? this.#apply(event) : undefined));
    // A refused command is its sender's error and must not block those behind it.
    this.#queue = applied.catch(() => {});
    return applied;
  }

  async #apply(event: TaskEvent): Promise<void> {
    if (this.#closed) return;
    try {
      const before = this.#record;
      const next = transition(before, event, this.ports.clock.now());
      if (next.status !== before.status) this.#abandonWork();
      if (next !== before) await this.#take(next);
    } catch (error) {
      if (!(error instanceof CommandRefusedError)) await this.#fail(error);
      throw error;
    }
    this.#goOn();
  }

  async #take(next: TaskRecord): Promise<void> {
    await this.ports.store.save(next);
    this.#record = next;
    if (!this.#closed) this.ports.listener.changed(next);
  }

  /** Starts the work the record calls for, unless it is under way already. */
  #goOn(): void {
    if (this.#working || this.#closed) return;
    const controller = new AbortController();
    const job = work(this.#record, this.profile, this.ports, controller.signal);
    if (!job) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#working = controller;
    const isCurrent = () => this.#working === controller;
    const deliver = (report: Report) =>
      this.#enqueue(report, () => {
        const current = isCurrent();
        if (current) this.#working = null;
        return current;
      });
    // What cannot be applied has ended the task already, and is told there.
    job.then(deliver, (error: unknown) => deliver(brokenBy(error))).catch(() => {});
  }

  #abandonWork(): void {
    this.#working?.abort(new DOMException('The task went another way.', 'AbortError'));
    this.#working = null;
  }

  /**
   * An event could not be stored or does not fit: nothing may follow from it. The task has failed and says so, if need be
   * only here, so that it can be tried again or make room for another.
   */
  async #fail(error: unknown): Promise<void> {
    if (this.#closed) return;
    const { id, status } = this.#record;
    console.error(`Task ${id} cannot go on from '${status}'`, error);
    this.#abandonWork();
    const failed = transition(this.#record, { type: 'stuck', error: inWords(error) }, this.ports.clock.now());
    if (failed === this.#record) return;
    await this.#take(failed).catch((again: unknown) => {
      console.error(`That task ${id} failed is not stored either`, again);
      this.#record = failed;
      if (!this.#closed) this.ports.listener.changed(failed);
    });
    this.#goOn();
  }
}

function brokenBy(error: unknown): Report {
  return { type: 'broke', error: inWords(error) };
}

function inWords(error: unknown): { name: string; message: string } {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { name, message };
}
