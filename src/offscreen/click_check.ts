import { checkModel } from '../engine/check/run.ts';
import type { EngineClient } from '../engine/client.ts';
import { checkResult } from '../fara/check/result.ts';
import { questions } from '../fara/check/run.ts';
import { getProfile } from '../fara/profiles/index.ts';
import { publish } from '../platform/events.ts';
import type { CheckProgress, CheckState, checkHostMethods } from '../protocol/check.ts';
import { type Handlers, toWireError } from '../protocol/messages.ts';
import type { ModelInfo, ModelState } from '../protocol/model.ts';
import { keepCheck, readChecks } from './check_store.ts';
import { type EngineChoice, isSameChoice } from './held_engine.ts';

interface Running {
  choice: EngineChoice;
  progress: CheckProgress;
  controller: AbortController;
  /** Resolves, never rejects, when the engine is free. */
  ended: Promise<void>;
}

/**
 * The self-test of a model, one at a time, and what the last one of every model found. It runs in this page, since
 * the test pages are drawn here, and goes on when the panel is closed.
 */
export class ClickCheck {
  #running: Running | null = null;
  #failed: CheckState['failed'] = null;

  constructor(
    private readonly engine: (choice: EngineChoice, signal: AbortSignal) => Promise<EngineClient>,
    private readonly modelState: () => ModelState,
  ) {}

  handlers(): Handlers<typeof checkHostMethods> {
    return {
      checkState: () => this.#state(),
      startCheck: ({ profileId, ...choice }) => this.#start(choice, profileId),
      cancelCheck: async () => {
        await this.cancel();
        return {};
      },
    };
  }

  /** Ends the test, within one token; resolves when the engine is free. */
  async cancel(): Promise<void> {
    this.#running?.controller.abort(new DOMException('The test was cancelled.', 'AbortError'));
    await this.#running?.ended;
  }

  /** Another model or device is about to be loaded. */
  giveWay(choice: EngineChoice): void {
    const running = this.#running?.choice;
    if (running && !isSameChoice(running, choice)) void this.cancel();
  }

  /** The model is removed, and what was found goes with it. */
  async forget(model: string): Promise<void> {
    if (this.#running?.choice.model === model) await this.cancel();
    keepCheck(model, null);
    if (this.#failed?.model === model) this.#failed = null;
    this.#tell();
  }

  async #start(choice: EngineChoice, profileId: string): Promise<CheckState> {
    // Another panel may have started one meanwhile.
    while (this.#running) await this.cancel();
    const controller = new AbortController();
    const progress = { done: 0, targets: questions().length, hits: 0, secondsLeft: null };
    const running: Running = { choice, progress, controller, ended: Promise.resolve() };
    this.#running = running;
    this.#failed = null;
    running.ended = this.#run(running, profileId);
    this.#tell();
    return this.#state();
  }

  async #run(running: Running, profileId: string): Promise<void> {
    const { model } = running.choice;
    const { signal } = running.controller;
    try {
      const client = await this.engine(running.choice, signal);
      const info = loaded(this.modelState());
      const profile = getProfile(profileId);
      const onProgress = (progress: CheckProgress) => {
        running.progress = progress;
        this.#tell();
      };
      const answers = await checkModel(client, profile, onProgress, signal);
      keepCheck(model, checkResult(info, profile, answers, Date.now()));
    } catch (error) {
      if (!signal.aborted) this.#failed = { model, message: toWireError(error).message };
    } finally {
      if (this.#running === running) this.#running = null;
      this.#tell();
    }
  }

  #state(): CheckState {
    const running = this.#running;
    return {
      running: running && { model: running.choice.model, progress: running.progress },
      failed: this.#failed,
      kept: readChecks(),
    };
  }

  #tell(): void {
    publish({ type: 'check', check: this.#state() });
  }
}

function loaded(state: ModelState): ModelInfo {
  if (state.status !== 'ready') throw new Error(`The model is not loaded but ${state.status}. Test again.`);
  return state.info;
}
