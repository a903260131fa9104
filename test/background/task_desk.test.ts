import { expect, test, vi } from 'vitest';
import type { Ports } from '../../src/agent/ports.ts';
import { TaskDesk } from '../../src/background/task_desk.ts';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import { getProfile } from '../../src/fara/profiles/index.ts';
import type { TaskRecord } from '../../src/protocol/task.ts';

/** Ports whose page never settles, so that a task stays at work until a command comes; the store is a variable. */
function makePorts() {
  const stored: { record: TaskRecord | null } = { record: null };
  let ids = 0;
  const ports: Ports = {
    policy: { think: () => new Promise(() => {}) },
    browser: {
      observe: () => new Promise(() => {}),
      facts: async () => null,
      act: () => new Promise(() => {}),
      getReady: () => {},
      state: () => new Promise(() => {}),
    },
    store: {
      save: async (record) => {
        stored.record = structuredClone(record);
      },
    },
    listener: { changed: () => {}, thought: () => {} },
    clock: { now: () => 1_000, sleep: () => new Promise(() => {}) },
    id: () => `id-${++ids}`,
  };
  const open = () => new TaskDesk({ ports, readRecord: async () => stored.record, profileById: getProfile });
  return { stored, ports, open };
}

test('a task is stored before start resolves', async () => {
  const { stored, open } = makePorts();
  const id = await open().start('Search for lamp.', 7, faraTiny);
  expect(stored.record).toMatchObject({ id, task: 'Search for lamp.', tabId: 7, status: 'settling' });
});

test('a task keeps the history it was started with, also in a new service worker', async () => {
  const { stored, open } = makePorts();
  const history = { leave: 'grouped', screenshots: 2 } as const;
  await open().start('Search for lamp.', 7, fara7b, { history });
  expect(stored.record?.history).toEqual(history);
  expect((await open().record())?.history).toEqual(history);
});

test('one task at a time, also when two are started at once', async () => {
  const desk = makePorts().open();
  const [first, second] = await Promise.allSettled([
    desk.start('Search for lamp.', 7, faraTiny),
    desk.start('Search for mug.', 8, faraTiny),
  ]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ reason: { name: 'CommandRefusedError' } });
  expect((await desk.record())?.task).toBe('Search for lamp.');
});

test('only the start that is let through prepares, and before it is stored', async () => {
  const { stored, open } = makePorts();
  const desk = open();
  const prepared: (TaskRecord | null)[] = [];
  const prepare = async () => void prepared.push(stored.record);
  const starts = ['Search for lamp.', 'Search for mug.'].map((task) =>
    desk.start(task, 7, faraTiny, {}, prepare),
  );
  await Promise.allSettled(starts);
  await expect(desk.followUp('Open Cart.', faraTiny, prepare)).rejects.toThrow(/not possible/);
  expect(prepared).toEqual([null]);
  await desk.send({ type: 'stop' });
  await desk.followUp('Open Cart.', faraTiny, prepare);
  expect(prepared.map((record) => record?.status)).toEqual([undefined, 'stopped']);
});

test('a start that cannot be prepared leaves the desk as it was', async () => {
  const desk = makePorts().open();
  const prepare = () => Promise.reject(new Error('the tab is being dragged'));
  await expect(desk.start('Search for lamp.', 7, faraTiny, {}, prepare)).rejects.toThrow(/dragged/);
  expect(await desk.record()).toBeNull();
  await desk.start('Search for lamp.', 7, faraTiny);
});

test('a new service worker takes the stored task up where it was, and commands reach it', async () => {
  const { stored, open } = makePorts();
  await open().start('Search for lamp.', 7, faraTiny);
  const reborn = open();
  expect((await reborn.record())?.status).toBe('settling');
  await reborn.send({ type: 'pause' });
  expect(stored.record).toMatchObject({ status: 'paused', pausedBy: 'person' });
});

test("only the task's own tab ends it by closing", async () => {
  const { stored, open } = makePorts();
  const desk = open();
  await desk.start('Search for lamp.', 7, faraTiny);
  await desk.tabClosed(8);
  expect(stored.record?.status).toBe('settling');
  await desk.tabClosed(7);
  expect(stored.record).toMatchObject({ status: 'failed', error: { name: 'TabClosedError' } });
});

test('a finished task makes room for the next, or goes on with a follow-up', async () => {
  const { stored, open } = makePorts();
  const desk = open();
  const first = await desk.start('Search for lamp.', 7, faraTiny);
  await desk.send({ type: 'stop' });
  expect(await desk.followUp('Now search for mug.', faraTiny)).toBe(first);
  expect(stored.record).toMatchObject({ task: 'Now search for mug.', status: 'settling' });
  await desk.send({ type: 'stop' });
  await expect(desk.followUp('Now search for clock.', fara7b)).rejects.toThrow(/model was changed/);
  expect(await desk.start('Open Cart.', 9, faraTiny)).not.toBe(first);
});

test('without a task, commands are refused in words', async () => {
  await expect(makePorts().open().send({ type: 'pause' })).rejects.toThrow(
    'There is no task yet. Start one first.',
  );
});

test('a task that could not be stored any more makes room for the next', async () => {
  const { stored, ports, open } = makePorts();
  const desk = open();
  await desk.start('Search for lamp.', 7, faraTiny);
  const { save } = ports.store;
  ports.store.save = () => Promise.reject(new Error('disk full'));
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
  await expect(desk.send({ type: 'stop' })).rejects.toThrow('disk full');
  complaint.mockRestore();
  ports.store.save = save;
  expect(await desk.record()).toMatchObject({ status: 'failed', error: { during: 'storing' } });
  const id = await desk.start('Open Cart.', 9, faraTiny);
  expect(stored.record).toMatchObject({ id, status: 'settling' });
});
