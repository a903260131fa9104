import { afterEach, expect, test, vi } from 'vitest';
import type { EngineChoice } from '../../src/offscreen/held_engine.ts';
import { ModelHost } from '../../src/offscreen/model_host.ts';
import { BASE, gate, standIn, type Trouble, type WorkerHere } from './worker_here.ts';

const SHORT: EngineChoice = { device: 'cpu', model: null, contextTokens: 1024 };
const LONG: EngineChoice = { ...SHORT, contextTokens: 4096 };

vi.setConfig({ testTimeout: 300_000 });
afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(trouble: Trouble = async () => undefined) {
  const workers = await standIn(trouble);
  const host = new ModelHost(BASE, () => {});
  return { host, workers };
}

const alive = (workers: readonly WorkerHere[]) => workers.filter(({ terminated }) => !terminated).length;

test('one engine serves equal choices, and another choice ends it', async () => {
  const { host, workers } = await open();
  const first = await host.client(SHORT);
  expect(await host.client({ ...SHORT })).toBe(first);
  expect(host.state).toMatchObject({ status: 'ready' });
  const second = await host.client(LONG);
  expect(second).not.toBe(first);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
});

test('an answer that ends with its engine does not end the engine that took its place', async () => {
  const { host, workers } = await open();
  const former = await host.client(SHORT);
  const answer = former.generate({ prompt: { messages: [], images: {} }, maxNewTokens: 1 });
  const next = host.client(LONG);
  await expect(answer).rejects.toMatchObject({ code: 'not-loaded' });
  const engine = await next;
  expect(await host.client(LONG)).toBe(engine);
  expect(host.state.status).toBe('ready');
  expect(alive(workers)).toBe(1);
});

test('a load is ended at once by the choice of another model, with no two in memory', async () => {
  const { trouble, letGo, reached } = gate('load');
  const { host, workers } = await open(trouble);
  const first = host.client(SHORT);
  const refused = expect(first).rejects.toMatchObject({ code: 'not-loaded' });
  await reached;
  const second = host.client(LONG);
  await refused;
  expect(alive(workers)).toBeLessThanOrEqual(1);
  letGo();
  await second;
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  expect(host.state.status).toBe('ready');
});

test('who stops waits no longer, and the load ends when nobody waits', async () => {
  const { trouble, letGo, reached } = gate('load');
  const { host, workers } = await open(trouble);
  const [one, other] = [new AbortController(), new AbortController()];
  const waits = [one, other].map(({ signal }) => host.client(SHORT, signal));
  await reached;
  one.abort(new Error('the person pressed stop'));
  await expect(waits[0]).rejects.toThrow('the person pressed stop');
  expect(alive(workers)).toBe(1);
  expect(host.state.status).toBe('loading');
  other.abort(new Error('the test was cancelled'));
  await expect(waits[1]).rejects.toThrow('the test was cancelled');
  expect(alive(workers)).toBe(0);
  expect(host.state).toEqual({ status: 'idle' });
  letGo();
  await host.client(SHORT);
  expect(host.state.status).toBe('ready');
});

test('a load the panel has asked for goes on when the task that waits for it is stopped', async () => {
  const { trouble, letGo, reached } = gate('load');
  const { host, workers } = await open(trouble);
  const asked = host.client(SHORT);
  const task = new AbortController();
  const waits = host.client(SHORT, task.signal);
  await reached;
  task.abort(new Error('stopped'));
  await expect(waits).rejects.toThrow('stopped');
  letGo();
  await asked;
  expect(workers).toHaveLength(1);
  expect(host.state.status).toBe('ready');
});

test('of models chosen one after the other only the last is loaded', async () => {
  const { host, workers } = await open();
  const choices = [1024, 2048, 3072, 4096].map((contextTokens) => host.client({ ...SHORT, contextTokens }));
  const ends = await Promise.allSettled(choices);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
  expect(alive(workers)).toBe(1);
});

test('a failed load is told, and tried again by the next call', async () => {
  let failures = 1;
  const { host, workers } = await open(async ({ type }) =>
    type === 'load' && failures-- > 0 ? 'out-of-memory' : undefined,
  );
  await expect(host.client(SHORT)).rejects.toMatchObject({ code: 'out-of-memory' });
  expect(host.state).toEqual({ status: 'failed', message: 'out-of-memory, as asked for' });
  expect(alive(workers)).toBe(0);
  await host.client(SHORT);
  expect(host.state.status).toBe('ready');
});

test('an engine whose GPU is lost is not handed out again, whoever was using it', async () => {
  const { host, workers } = await open(async ({ type }) => (type === 'generate' ? 'device-lost' : undefined));
  const former = await host.client(SHORT);
  const answer = former.generate({ prompt: { messages: [], images: {} }, maxNewTokens: 1 });
  await expect(answer).rejects.toMatchObject({ code: 'device-lost' });
  expect(host.state).toEqual({ status: 'idle' });
  expect(await host.client(SHORT)).not.toBe(former);
  expect(alive(workers)).toBe(1);
});

test('an engine whose worker dies between two calls is not handed out again', async () => {
  const { host, workers } = await open();
  const former = await host.client(SHORT);
  workers[0]?.onerror?.({ message: 'an error nobody caught' });
  expect(host.state).toEqual({ status: 'idle' });
  expect(await host.client(SHORT)).not.toBe(former);
  expect(alive(workers)).toBe(1);
});
