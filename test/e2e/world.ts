import { builtExtension } from '../../src/cli/start/build.ts';
import { embeddedProfile } from '../../src/cli/start/index.ts';
import { callsFrom, startTask } from '../../src/cli/start/panel.ts';
import { openSession, type Session } from '../../src/cli/start/session.ts';
import { watchEvents } from '../../src/cli/start/watch.ts';
import type { DeviceChoice } from '../../src/protocol/engine.ts';
import type { AppEvent } from '../../src/protocol/events.ts';
import type { TaskRecord, TaskStatus } from '../../src/protocol/task.ts';
import { type Sites, serveSites } from '../sites/serve.ts';

export interface WorldOptions {
  /** Where the agent starts, such as `/shop/`. */
  path: string;
  /** Default `cpu`: on software WebGPU a step takes a minute. */
  device?: DeviceChoice;
  /** A built extension; default: the one in `build/test`, made when it is older than its sources. */
  extensionDir?: string;
  args?: readonly string[];
  /** A profile folder that outlives the browser. */
  userDataDir?: string;
}

/** A browser with a fresh profile, the extension, the local sites and all events since the start. */
export interface World extends Session {
  sites: Sites;
  events: AppEvent[];
  calls: ReturnType<typeof callsFrom>;
  /** Types the task into the panel and starts it. */
  start(task: string): Promise<void>;
  /** The first event, past or future, for which `find` returns something; rejects after `timeoutMs`. */
  until<T>(
    what: string,
    find: (event: AppEvent) => T | false | null | undefined,
    timeoutMs?: number,
  ): Promise<T>;
  /** The record when it first has one of these states, counted from `since` (an index into `events`). */
  untilStatus(statuses: readonly TaskStatus[], since?: number, timeoutMs?: number): Promise<TaskRecord>;
}

/** Everything a scenario needs; close it when done. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const extensionDir = options.extensionDir ?? (await builtExtension(console.log));
  const { viewport } = await embeddedProfile(extensionDir);
  const sites = await serveSites();
  try {
    const session = await openSession({
      extensionDir,
      url: `${sites.url}${options.path}`,
      headless: true,
      localOnly: true,
      viewport,
      webgpu: options.device === 'webgpu' ? 'software' : 'off',
      args: options.args ?? [],
      ...(options.userDataDir ? { userDataDir: options.userDataDir } : {}),
    });
    const stream = await listen(session);
    const calls = callsFrom(session.panel);
    await calls.setSettings({ device: options.device ?? 'cpu' });
    return {
      ...session,
      ...stream,
      sites,
      calls,
      start: (task) => startTask(session.panel, task),
      untilStatus: (statuses, since = 0, timeoutMs = 120_000) => {
        const wanted = (event: AppEvent) =>
          stream.events.indexOf(event) >= since &&
          event.type === 'task' &&
          statuses.includes(event.record.status) &&
          event.record;
        return stream.until(`the task to be ${statuses.join(' or ')}`, wanted, timeoutMs);
      },
      close: async () => {
        await session.close();
        await sites.close();
      },
    };
  } catch (error) {
    await sites.close();
    throw error;
  }
}

async function listen(session: Session): Promise<Pick<World, 'events' | 'until'>> {
  const events: AppEvent[] = [];
  const waiting = new Set<() => void>();
  await watchEvents(session.panel, (event) => {
    events.push(event);
    for (const look of [...waiting]) look();
  });
  return {
    events,
    until: (what, find, timeoutMs = 120_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}. Last: ${summary(events)}`));
        }, timeoutMs);
        const look = () => {
          for (const event of events) {
            const found = find(event);
            if (!found) continue;
            clearTimeout(timer);
            waiting.delete(look);
            resolve(found);
            return;
          }
        };
        waiting.add(look);
        look();
      }),
  };
}

function summary(events: readonly AppEvent[]): string {
  const record = events.findLast((event) => event.type === 'task')?.record;
  const model = events.findLast((event) => event.type === 'model')?.model;
  if (!record) return `no task, model ${JSON.stringify(model)}`;
  const { status, steps, error, unreadable } = record;
  return JSON.stringify({
    status,
    model,
    error,
    unreadable,
    steps: steps.map(({ action, effect }) => ({ action, effect })),
  });
}
