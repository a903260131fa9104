import { expect, test, vi } from 'vitest';
import { PromptSnapshot } from '../../../src/engine/snapshot/prompt-snapshot.ts';
import { memoryStore } from './memory_store.ts';

const LAYERS = 4;
const INPUT = {
  messages: [{ role: 'system' as const, content: [{ type: 'text' as const, text: 'be brief' }] }],
  images: {},
};
const TOKENIZER = {
  render: () => 'be brief',
  encode: (text: string) => [...text].map((c) => c.charCodeAt(0)),
};

/** A cache of eight tokens whose reading goes as `read` says. */
const cache = (read: () => AsyncIterable<Uint8Array>) => ({
  shared: () => 8,
  bytes: () => LAYERS * 32,
  read,
});

test('a cache that cannot be read costs nothing but the saving, and the file before stays', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { place, store } = memoryStore();
  const sequence = cache(async function* () {
    yield new Uint8Array(32);
    throw new Error('no memory to read back with');
  });
  await new PromptSnapshot(store, 'mine').keep(sequence, INPUT, TOKENIZER);
  expect(place).toEqual({ file: null, writes: 0 });
  expect(warned).toHaveBeenCalledOnce();
  warned.mockRestore();
});

test('each part is on the disk before the next one is read', async () => {
  const events: string[] = [];
  const sequence = cache(async function* () {
    for (let layer = 0; layer < LAYERS; layer++) {
      events.push(`read ${layer}`);
      yield new Uint8Array(32);
    }
  });
  const store = {
    read: async () => null,
    write: async (parts: AsyncIterable<Uint8Array>) => {
      for await (const { length } of parts) if (length === 32) events.push('written');
    },
  };
  await new PromptSnapshot(store, 'mine').keep(sequence, INPUT, TOKENIZER);
  expect(events).toEqual(Array.from({ length: LAYERS }, (_, layer) => [`read ${layer}`, 'written']).flat());
});
