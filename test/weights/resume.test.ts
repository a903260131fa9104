import { expect, test, vi } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import { type ImportOptions, importCheckpoint } from '../../src/weights/import.ts';
import { readJournal } from '../../src/weights/resume/journal.ts';
import { JOURNAL } from '../../src/weights/source.ts';
import { tinyFolder, tinyTensors } from './checkpoint_files.ts';
import { type MemorySink, memoryFolder, memorySink } from './memory_folder.ts';

// A machine with much else to do is no fault.
vi.setConfig({ testTimeout: 60_000 });

/** Several shards, so that interruptions fall before, on and behind their borders. */
const OPTIONS = { quant: 'q4', shardLimit: 3_000, name: 'tiny' } as const;
const FOLDER = memoryFolder(tinyFolder());

const whole = memorySink();
const { pack } = await importCheckpoint(FOLDER, whole, OPTIONS);
const NAMES = Object.keys(pack.tensors);

/** An import that is stopped as soon as it reads the tensor with this name; what it kept, or null. */
async function stoppedAt(tensor: string, left: MemorySink['kept'] = null): Promise<MemorySink> {
  const stop = new AbortController();
  const sink = memorySink(left);
  const onProgress: ImportOptions['onProgress'] = (progress) => {
    if (progress.tensor === tensor) stop.abort(new Error('enough'));
  };
  const run = importCheckpoint(FOLDER, sink, { ...OPTIONS, onProgress, signal: stop.signal });
  await expect(run).rejects.toThrow('enough');
  return sink;
}

/** Goes on to the end, and tells which tensors it read. */
async function finish(kept: MemorySink['kept']): Promise<{ sink: MemorySink; read: string[] }> {
  const sink = memorySink(kept);
  const read = new Set<string>();
  const onProgress: ImportOptions['onProgress'] = ({ phase, tensor }) =>
    phase === 'quantising' && read.add(tensor);
  await importCheckpoint(FOLDER, sink, { ...OPTIONS, onProgress });
  return { sink, read: [...read] };
}

/** Names of the tensors that a journal has with all their pieces: q, k and v are three. */
async function finishedIn(kept: MemorySink['kept']): Promise<Set<string>> {
  const entries = (kept && (await readJournal(memoryFolder(kept)))?.entries) ?? [];
  const pieces = (tensor: string) => entries.filter((entry) => entry.tensor === tensor).length;
  return new Set(NAMES.filter((tensor) => pieces(tensor) === (/^layers.*\.qkv/.test(tensor) ? 3 : 1)));
}

test('the shards of this test are several', () => expect(pack.shards.length).toBeGreaterThan(4));

test('stopped at any tensor, it goes on there and becomes the same to the byte', async () => {
  for (const [i, name] of NAMES.entries()) {
    if (i % 3 === 2) continue;
    const { kept, aborted } = await stoppedAt(name);
    // An abort is seen before the next chunk is read, so the tensor it falls in is finished where it is small.
    if (kept === null) expect([i, aborted]).toEqual([0, true]);
    const { sink, read } = await finish(kept);
    expect([name, sink.files]).toEqual([name, whole.files]);
    const finished = await finishedIn(kept);
    if (kept) expect(new Set(read)).toEqual(new Set(NAMES.filter((tensor) => !finished.has(tensor))));
  }
}, 300_000);

test('interrupted again and again it still ends the same', async () => {
  let kept: MemorySink['kept'] = null;
  for (const name of NAMES.filter((_, i) => i % 6 === 5)) kept = (await stoppedAt(name, kept)).kept;
  expect((await finish(kept)).sink.files).toEqual(whole.files);
}, 300_000);

test('a full disk is told with what is needed, and the work is kept', async () => {
  const sink = memorySink(null, 9_000);
  const error = await importCheckpoint(FOLDER, sink, OPTIONS).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WeightsError);
  expect(error).toMatchObject({
    code: 'no-space',
    detail: { expected: expect.stringMatching(/^\d+ bytes$/) },
  });
  expect((await finish(sink.kept)).sink.files).toEqual(whole.files);
});

test('what does not fit is not begun', async () => {
  const sink = { ...memorySink(), free: async () => 1_000 };
  await expect(importCheckpoint(FOLDER, sink, OPTIONS)).rejects.toMatchObject({
    code: 'no-space',
    detail: { found: '1000' },
  });
});

/** What is left of an interrupted import after a crash that lost or damaged some of it. */
async function damaged(
  change: (files: Record<string, Uint8Array>, open: string) => void,
): Promise<MemorySink['kept']> {
  const kept = { ...(await stoppedAt('layers.0.down')).kept };
  const entries = (await readJournal(memoryFolder(kept)))?.entries ?? [];
  const last = pack.tensors[entries.at(-1)?.tensor ?? ''];
  change(kept, pack.shards[last?.data.shard ?? -1]?.file ?? '');
  return kept;
}

const cut = (bytes: Uint8Array | undefined, by: number) => (bytes ?? new Uint8Array()).slice(0, -by);

test.each<[string, (files: Record<string, Uint8Array>, open: string) => void]>([
  ['a journal line cut off', (files) => (files[JOURNAL] = cut(files[JOURNAL], 9))],
  [
    'a journal cut inside its first line',
    (files) => (files[JOURNAL] = (files[JOURNAL] ?? new Uint8Array()).slice(0, 9)),
  ],
  ['the last bytes of the open shard lost', (files, open) => (files[open] = cut(files[open], 700))],
  ['the open shard lost', (files, open) => delete files[open]],
  ['the open shard zeroed, as after a power cut', (files, open) => files[open]?.fill(0)],
  ['a closed shard cut short', (files) => (files['shard-01.bin'] = cut(files['shard-01.bin'], 1))],
])('%s: what agrees with the journal is used, the rest is done again', async (_, change) => {
  const { sink } = await finish(await damaged(change));
  expect(sink.files).toEqual(whole.files);
});

test('other files, or another recipe, do not go on with it, and what is left stays', async () => {
  const { kept } = await stoppedAt('layers.0.down');
  const tensors = tinyTensors();
  for (const { data } of Object.values(tensors)) data.fill(0);
  for (const [folder, options] of [
    [memoryFolder(tinyFolder(tensors)), OPTIONS],
    [FOLDER, { ...OPTIONS, quant: 'q8' }],
    [FOLDER, { ...OPTIONS, profile: 'fara-7b' }],
  ] as const) {
    const sink = memorySink(kept);
    await expect(importCheckpoint(folder, sink, options)).rejects.toMatchObject({ code: 'already-there' });
    expect(sink.kept).toEqual(kept);
  }
});

test('a damaged checkpoint leaves nothing to go on with', async () => {
  const tensors = tinyTensors();
  tensors['lm_head.weight']?.data.fill(0xff, 0, 4);
  const sink = memorySink();
  await expect(importCheckpoint(memoryFolder(tinyFolder(tensors)), sink, OPTIONS)).rejects.toMatchObject({
    code: 'not-finite',
  });
  expect([sink.kept, sink.aborted]).toEqual([null, true]);
});
