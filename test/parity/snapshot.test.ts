import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openEnginePage } from '../../src/cli/browser/engine-page.ts';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import type { SnapshotStore } from '../../src/engine/snapshot/format.ts';
import type { ChatMessage } from '../../src/protocol/chat.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { memoryStore } from '../engine/snapshot/memory_store.ts';

const PACK = join(import.meta.dirname, '../../models/fara-tiny/pack');
const here = existsSync(join(PACK, 'pack.json'));
if (!here) console.info('skipped: models/fara-tiny/pack is not here');

const messages = (system: string, task: string): ChatMessage[] => [
  { role: 'system', content: [{ type: 'text', text: system }] },
  { role: 'user', content: [{ type: 'text', text: task }] },
];

describe.runIf(here)('the system prompt, at the next start of fara-tiny', () => {
  /** One life of an engine: what it was spared at its first step, and what it said. */
  async function live(store: SnapshotStore | undefined, ...prompts: ChatMessage[][]) {
    const snapshots = () => store;
    const engine = await Engine.load(fileFolder(PACK), nodeRuntime(), { backend: 'cpu' }, { snapshots });
    const answers = [];
    for (const one of prompts)
      answers.push(await engine.generate({ messages: one, images: {} }, { maxNewTokens: 8 }));
    await engine.dispose();
    return answers.map(({ ids, tokens }) => ({ ids, reused: tokens.reused }));
  }
  const prompt = messages('You are fara-tiny. Answer with one action.', 'Click Add.');
  const other = messages('You are fara-tiny. Scroll.', 'Click Add.');

  test('is reused, and the answer is the same', async () => {
    const { place, store } = memoryStore();
    const [plain] = await live(undefined, prompt);
    expect(await live(store, prompt)).toEqual([{ ids: plain?.ids, reused: 0 }]);
    const [next] = await live(store, messages('You are fara-tiny. Answer with one action.', 'Scroll down.'));
    expect(next?.reused).toBeGreaterThan(10);
    const [again] = await live(store, prompt);
    expect(again).toEqual({ ids: plain?.ids, reused: next?.reused });
    expect(place.writes).toBe(1);
  });

  test('a damaged file is ignored and written anew', async () => {
    const { place, store } = memoryStore();
    const [plain] = await live(store, prompt);
    const whole = place.file;
    place.file = whole?.slice(0, -1) ?? null;
    expect(await live(store, prompt)).toEqual([plain]);
    expect(place.file).toEqual(whole);
    expect(place.writes).toBe(2);
  });

  test('another system prompt takes its place', async () => {
    const { place, store } = memoryStore();
    await live(store, prompt, prompt, other);
    expect(place.writes).toBe(2);
    const [next] = await live(store, other);
    expect(next?.reused).toBeGreaterThan(5);
  });

  test('a disk that fails costs nothing but the saving', async () => {
    const full: SnapshotStore = {
      read: () => Promise.reject(new Error('the disk cannot be read')),
      write: () => Promise.reject(new Error('the disk is full')),
    };
    expect(await live(full, prompt)).toEqual(await live(undefined, prompt));
  });

  test('an answer waits for no disk, and the call after it finds the sequence as it was', async () => {
    let letGo = () => {};
    const disk = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { place, store } = memoryStore();
    const slow: SnapshotStore = { ...store, write: (parts) => disk.then(() => store.write(parts)) };
    const snapshots = () => slow;
    const engine = await Engine.load(fileFolder(PACK), nodeRuntime(), { backend: 'cpu' }, { snapshots });
    const ask = () => engine.generate({ messages: prompt, images: {} }, { maxNewTokens: 4 });
    const first = await ask();
    expect(place.writes).toBe(0);
    const second = ask();
    letGo();
    expect((await second).ids).toEqual(first.ids);
    expect(place.writes).toBe(1);
    await engine.dispose();
  });

  test('in Chromium it lies in the browser’s own storage, on the CPU and on WebGPU', async () => {
    const engine = await openEnginePage({ webgpu: 'software' });
    try {
      const base = engine.serve(PACK);
      for (const device of ['cpu', 'webgpu']) {
        const life = `(async () => {
          const { client } = sidefaraEngine;
          await client.load({ pack: { kind: 'url', base: '${base}' }, device: '${device}' });
          const { ids, tokens } = await client.generate(
            { prompt: { messages: ${JSON.stringify(prompt)}, images: {} }, maxNewTokens: 2 });
          await client.unload();
          return { ids, reused: tokens.reused };
        })()`;
        type Life = { ids: number[]; reused: number };
        const first = await engine.page.evaluate<Life>(life);
        const second = await engine.page.evaluate<Life>(life);
        expect(first.reused, device).toBe(0);
        expect(second.reused, device).toBeGreaterThan(10);
        expect(second.ids, device).toEqual(first.ids);
      }
    } finally {
      await engine.close();
    }
  });
});
