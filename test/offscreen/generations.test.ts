import { afterEach, describe, expect, test, vi } from 'vitest';
import { Generations } from '../../src/offscreen/generations.ts';
import { ModelHost } from '../../src/offscreen/model_host.ts';
import type { GenerateRequest } from '../../src/protocol/host.ts';
import { BASE, gate, standIn, type Trouble } from './worker_here.ts';

vi.mock('../../src/platform/screenshots.ts', () => ({
  findScreenshot: async () => ({ png: new Blob(['a picture']), viewport: { width: 896, height: 560 } }),
}));

const REQUEST: GenerateRequest = {
  taskId: 'task',
  profileId: 'fara-tiny',
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'You are fara-tiny. Answer with one action.' }] },
    {
      role: 'user',
      content: [
        { type: 'image', image: 'screenshot' },
        { type: 'text', text: 'Click the red button.' },
      ],
    },
  ],
  device: 'cpu',
  model: null,
  contextTokens: 1024,
};
const OTHER = { device: 'cpu', model: null, contextTokens: 4096 } as const;

vi.setConfig({ testTimeout: 300_000 });
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function open(trouble: Trouble = async () => undefined) {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const workers = await standIn(trouble);
  const host = new ModelHost(BASE, () => {});
  const texts: string[] = [];
  const generations = new Generations(
    (choice, signal) => host.client(choice, signal),
    (_, text) => texts.push(text),
  );
  return { generations, host, workers, texts, warned };
}

/** The trouble comes with the first `times` commands of this kind. */
function troubles(type: 'load' | 'generate', code: Awaited<ReturnType<Trouble>>, times: number): Trouble {
  let left = times;
  return async (command) => (command.type === type && left-- > 0 ? code : undefined);
}

test('a step is answered, and asked for again it is the same answer without another pass', async () => {
  const { generations, workers, texts } = await open();
  const answer = await generations.generate(REQUEST);
  expect(answer.tokens.generated).toBeGreaterThan(5);
  expect(answer.text.startsWith(texts.at(-1)?.trimEnd() ?? 'nothing')).toBe(true);
  expect(await generations.generate({ ...REQUEST })).toBe(answer);
  expect(workers[0]?.commands).toEqual(['load', 'generate']);
});

describe.each(['device-lost', 'out-of-memory', 'die'] as const)('an engine that breaks: %s', (code) => {
  test('is loaded anew once, and the step is repeated', async () => {
    const { generations, host, workers, warned } = await open(troubles('generate', code, 1));
    const answer = await generations.generate(REQUEST);
    expect(answer.tokens.generated).toBeGreaterThan(5);
    expect(workers.map(({ terminated, commands }) => ({ terminated, commands }))).toEqual([
      { terminated: true, commands: ['load', 'generate'] },
      { terminated: false, commands: ['load', 'generate'] },
    ]);
    expect(host.state.status).toBe('ready');
    expect(warned).toHaveBeenCalledOnce();
  });

  test('and breaks again ends the step with its own error, and frees everything', async () => {
    const { generations, host, workers } = await open(troubles('generate', code, 2));
    const error = { code: code === 'die' ? 'worker-died' : code };
    await expect(generations.generate(REQUEST)).rejects.toMatchObject(error);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
    expect(host.state).toEqual({ status: 'idle' });
    // The person has closed other programs and tries again.
    expect((await generations.generate(REQUEST)).tokens.generated).toBeGreaterThan(5);
  });
});

test('a load that finds no memory is tried once more: what was ended just before may still hold it', async () => {
  const { generations, workers } = await open(troubles('load', 'out-of-memory', 1));
  expect((await generations.generate(REQUEST)).tokens.generated).toBeGreaterThan(5);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
});

test('what another engine could not do either is not tried again', async () => {
  const { generations, workers } = await open(troubles('generate', 'context-full', 1));
  await expect(generations.generate(REQUEST)).rejects.toMatchObject({ code: 'context-full' });
  expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
});

test('a stopped step waits for no load', async () => {
  const { trouble, letGo, reached } = gate('load');
  const { generations, host, workers } = await open(trouble);
  const step = expect(generations.generate(REQUEST)).rejects.toThrow('cancelled');
  await reached;
  await generations.cancel();
  await step;
  expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
  expect(host.state).toEqual({ status: 'idle' });
  letGo();
});

test('a step that is stopped in its pass leaves the model alone that was chosen meanwhile', async () => {
  const { trouble, letGo, reached } = gate('generate');
  const { generations, host, workers } = await open(trouble);
  const step = expect(generations.generate(REQUEST)).rejects.toMatchObject({ code: 'not-loaded' });
  await reached;
  const cancelled = generations.cancel();
  const chosen = host.client(OTHER);
  await step;
  await cancelled;
  const engine = await chosen;
  letGo();
  expect(await host.client(OTHER)).toBe(engine);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  expect(host.state.status).toBe('ready');
});
