import { performance } from 'node:perf_hooks';
import { builtExtension } from '../../../src/cli/start/build.ts';
import { embeddedProfile } from '../../../src/cli/start/index.ts';
import { callsFrom, startTask } from '../../../src/cli/start/panel.ts';
import { openSession } from '../../../src/cli/start/session.ts';
import { watchEvents } from '../../../src/cli/start/watch.ts';
import type { TaskRecord } from '../../../src/protocol/task.ts';
import { TASKS } from '../../e2e/tasks.ts';
import { serveSites } from '../../sites/serve.ts';

const TASKS_THAT_END = TASKS.filter(({ terminates, device }) => terminates && device !== 'webgpu');
const ENDS: readonly TaskRecord['status'][] = ['done', 'failed', 'asking', 'paused', 'awaiting_approval'];

/**
 * Milliseconds of each step that are not the model's, settling excluded: capture, resize, dispatch, messages,
 * storage. Real tasks in the built extension, on the processor.
 */
export async function measureOverhead(): Promise<number[]> {
  const extensionDir = await builtExtension(() => {});
  const { viewport } = await embeddedProfile(extensionDir);
  const sites = await serveSites();
  const session = await openSession({
    extensionDir,
    url: `${sites.url}/`,
    headless: true,
    localOnly: true,
    viewport,
    webgpu: 'off',
  });
  try {
    let clock = new StepClock();
    let ended = () => {};
    await watchEvents(session.panel, (event) => {
      if (event.type !== 'task') return;
      clock.see(event.record);
      if (ENDS.includes(event.record.status)) ended();
    });
    await callsFrom(session.panel).setSettings({ device: 'cpu' });
    const overheads: number[] = [];
    // The model is loaded in the first task, which does not count.
    for (const [i, { task, path }] of [...TASKS_THAT_END, ...TASKS_THAT_END, ...TASKS_THAT_END].entries()) {
      sites.reset();
      await session.page.goto(`${sites.url}${path}`);
      clock = new StepClock();
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      await startTask(session.panel, task);
      await end;
      if (i > 0) overheads.push(...clock.overheads);
    }
    return overheads;
  } finally {
    await session.close();
    await sites.close();
  }
}

/** From looking at the page to having acted on it, less what the model took. */
class StepClock {
  readonly overheads: number[] = [];
  #status: TaskRecord['status'] | undefined;
  /** Null until the page is looked at: a task begins with waiting for it to settle. */
  #since: number | null = null;
  #modelMs = 0;

  see({ status, proposal }: TaskRecord): void {
    const now = performance.now();
    if (proposal) {
      const { visionMs, prefillMs, decodeMs } = proposal.timings;
      this.#modelMs = visionMs + prefillMs + decodeMs;
    }
    if (status === this.#status) return;
    if (status === 'observing') this.#since = now;
    if (status === 'settling' && this.#since !== null) {
      this.overheads.push(now - this.#since - this.#modelMs);
      this.#since = null;
    }
    this.#status = status;
  }
}
