import type { Command } from '../agent/events.ts';
import { CommandRefusedError } from '../agent/events.ts';
import type { Ports } from '../agent/ports.ts';
import { createTask } from '../agent/record.ts';
import { TaskRunner } from '../agent/runner.ts';
import type { Profile } from '../fara/profile.ts';
import type { HistoryChoice } from '../protocol/history.ts';
import { isFinished, type TaskRecord } from '../protocol/task.ts';

export interface DeskOptions {
  ports: Ports;
  /** The last record a former life of the service worker stored. */
  readRecord(): Promise<TaskRecord | null>;
  profileById(id: string): Profile;
}

/** The one task at a time: starts it, takes it up again after a restart, hands it the person's commands. */
export class TaskDesk {
  #runner: TaskRunner | null = null;
  readonly #opened: Promise<void>;
  /** Starts are serialised: two at once must not both find the desk empty. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DeskOptions) {
    this.#opened = this.#takeUp();
    // Every method awaits it and so reports its failure.
    this.#opened.catch(() => {});
  }

  /** The task now running, or the last one. */
  async record(): Promise<TaskRecord | null> {
    await this.#opened;
    return this.#runner?.record ?? null;
  }

  /**
   * Starts a task in a tab and resolves to its id; `more` as in `createTask`. `prepare` is done first, once nothing stands
   * in the way. Throws CommandRefusedError while another is unfinished.
   */
  start(
    task: string,
    tabId: number,
    profile: Profile,
    more: { stepBudget?: number; history?: HistoryChoice } = {},
    prepare: () => Promise<void> = async () => {},
  ): Promise<string> {
    return this.#inTurn(async () => {
      const present = this.#runner?.record;
      if (present && !isFinished(present.status)) {
        throw new CommandRefusedError(
          `The task "${present.task}" is not finished. Stop it before another is started.`,
        );
      }
      await prepare();
      const { ports } = this.options;
      this.#runner?.close();
      const record = createTask({
        id: ports.id(),
        task,
        tabId,
        profileId: profile.id,
        now: ports.clock.now(),
        ...more,
      });
      this.#runner = new TaskRunner(record, profile, ports);
      await this.#runner.send({ type: 'start' });
      return record.id;
    });
  }

  /**
   * Goes on with the finished task's conversation; resolves to the task's id. `prepare` as in `start`. Throws CommandRefusedError where the
   * model now chosen is spoken to in another way than the one that began it.
   */
  followUp(task: string, profile: Profile, prepare: () => Promise<void> = async () => {}): Promise<string> {
    return this.#inTurn(async () => {
      const runner = this.#present();
      if (runner.record.profileId !== profile.id) {
        throw new CommandRefusedError(
          'The model was changed since that task; the new one cannot go on from it. Start a new task.',
        );
      }
      if (isFinished(runner.record.status)) await prepare();
      await runner.send({ type: 'follow_up', task });
      return runner.record.id;
    });
  }

  /** Hands the task a command; rejects with CommandRefusedError where its state does not allow it. */
  async send(command: Command): Promise<void> {
    await this.#opened;
    await this.#present().send(command);
  }

  /** A tab was closed; it matters only if it is the task's. */
  async tabClosed(tabId: number): Promise<void> {
    await this.#opened;
    if (this.#runner?.record.tabId === tabId) await this.#runner.send({ type: 'tab_closed' });
  }

  async #takeUp(): Promise<void> {
    const record = await this.options.readRecord();
    if (!record) return;
    this.#runner = new TaskRunner(record, this.options.profileById(record.profileId), this.options.ports);
    // A runner that cannot has failed by then, and its record says why.
    await this.#runner.wake().catch(() => {});
  }

  #present(): TaskRunner {
    if (this.#runner) return this.#runner;
    throw new CommandRefusedError('There is no task yet. Start one first.');
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#starting.then(() => this.#opened).then(job);
    this.#starting = done.catch(() => {});
    return done;
  }
}
