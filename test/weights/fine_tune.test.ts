import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runModel } from '../../src/cli/model/index.ts';
import { hubAddress } from '../../src/protocol/hub.ts';
import type { Pack } from '../../src/protocol/pack.ts';
import { hubFolder } from '../../src/weights/http/hub_folder.ts';
import { type ImportOptions, importCheckpoint } from '../../src/weights/import.ts';
import { readJournal } from '../../src/weights/resume/journal.ts';
import { surveyFolder } from '../../src/weights/survey.ts';
import { hubServer, REPO } from './hub_server.ts';
import { type MemorySink, memoryFolder, memorySink } from './memory_folder.ts';
import { collectOutput } from './output.ts';
import { publishedTiny, trainedOn, upstreamOf } from './published_tiny.ts';

// The published model is a tiny one here; that Fara-7B's own files are told is in fara_7b.test.ts.
vi.mock('../../models/fara-7b/upstream.json', async () => {
  const published = await import('./published_tiny.ts');
  return { default: published.upstreamOf(published.publishedTiny()) };
});
vi.setConfig({ testTimeout: 60_000 });
afterEach(() => vi.restoreAllMocks());

const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';
const PUBLISHED = publishedTiny();
const HASHES = new Map(upstreamOf(PUBLISHED).weights.map(({ file, sha256 }) => [file, sha256]));
const DAMAGED = trainedOn(PUBLISHED, SECOND);
const FINE_TUNE = trainedOn(PUBLISHED, FIRST, SECOND);
const hashOf = (files: typeof PUBLISHED, name: string) =>
  upstreamOf(files).weights.find(({ file }) => file === name)?.sha256;

type Files = Record<string, Uint8Array | string>;

/** One go of an import; the names of the tensors it read, and what came of it. */
async function go(
  files: Files,
  left: MemorySink['kept'] = null,
  options: Partial<ImportOptions> = {},
): Promise<{ sink: MemorySink; read: Set<string>; ended: unknown }> {
  const sink = memorySink(left);
  const read = new Set<string>();
  const ended = await importCheckpoint(memoryFolder(files, 'tiny'), sink, {
    quant: 'q4',
    onProgress: ({ phase, tensor }) => phase === 'quantising' && read.add(tensor),
    ...options,
  }).catch((error: unknown) => error);
  return { sink, read, ended };
}

const packOf = (sink: MemorySink): Pack =>
  JSON.parse(new TextDecoder().decode(sink.files['pack.json'])) as Pack;

test('the published files become a pack that says so', async () => {
  const { sink } = await go(PUBLISHED);
  expect(packOf(sink)).toMatchObject({
    profile: 'fara-7b',
    upstream: { repository: 'microsoft/Fara-7B', weights: 'same' },
  });
});

test('another file ends the import with both hashes and what it may be; nothing is a pack, and the work is kept', async () => {
  const { sink, ended } = await go(DAMAGED);
  expect(ended).toMatchObject({
    code: 'not-published',
    message: expect.stringMatching(/shape of microsoft\/Fara-7B.*damaged on the way, or .*trained further/),
    detail: {
      file: SECOND,
      expected: `sha256 ${HASHES.get(SECOND)}`,
      found: hashOf(DAMAGED, SECOND),
      next: expect.stringMatching(/fetch this file again.*or import the files as they are/),
    },
  });
  expect([sink.files, sink.aborted]).toEqual([{}, false]);
  const journal = sink.kept && (await readJournal(memoryFolder(sink.kept)));
  expect(journal).toMatchObject({ checked: [FIRST], others: [{ other: SECOND, accepted: false }] });
});

test('imported anyway, all that was done is taken over, and the pack says that its weights are others', async () => {
  const asked = await go(DAMAGED);
  const { sink, read } = await go(DAMAGED, asked.sink.kept, { fineTune: true });
  expect(read.size).toBe(0);
  expect(packOf(sink)).toMatchObject({
    profile: 'fara-7b',
    upstream: { repository: 'microsoft/Fara-7B', weights: 'other' },
  });
  const atOnce = await go(DAMAGED, null, { fineTune: true });
  expect(sink.files).toEqual(atOnce.sink.files);
});

test('a fine-tune is asked about at its first file; after a yes the rest is imported without another question', async () => {
  const asked = await go(FINE_TUNE);
  expect(asked.ended).toMatchObject({ code: 'not-published', detail: { file: FIRST } });
  expect([...asked.read].every((tensor) => tensor.startsWith('visual.'))).toBe(true);
  const { sink, read } = await go(FINE_TUNE, asked.sink.kept, { fineTune: true });
  expect([...read].some((tensor) => tensor.startsWith('visual.'))).toBe(false);
  expect(packOf(sink).upstream?.weights).toBe('other');
});

test('a yes outlasts an interruption', async () => {
  const asked = await go(FINE_TUNE);
  const stop = new AbortController();
  const interrupted = await go(FINE_TUNE, asked.sink.kept, {
    fineTune: true,
    signal: stop.signal,
    onProgress: ({ tensor }) => tensor.startsWith('layers.0') && stop.abort(new Error('enough')),
  });
  expect(interrupted.ended).toMatchObject({ message: 'enough' });
  const { sink } = await go(FINE_TUNE, interrupted.sink.kept);
  const atOnce = await go(FINE_TUNE, null, { fineTune: true });
  expect(sink.files).toEqual(atOnce.sink.files);
});

test('fetched again, only that file is read anew, and the pack is the published one to the byte', async () => {
  const asked = await go(DAMAGED);
  // Without a yes it is told again, as long as it is the same.
  expect((await go(DAMAGED, asked.sink.kept)).ended).toMatchObject({ code: 'not-published' });
  const { sink, read } = await go(PUBLISHED, asked.sink.kept);
  expect([...read].some((tensor) => tensor.startsWith('visual.'))).toBe(false);
  expect(sink.files).toEqual((await go(PUBLISHED)).sink.files);
});

test('a file that was changed after the question is read again, whatever the answer', async () => {
  const asked = await go(DAMAGED);
  const { sink, read } = await go(PUBLISHED, asked.sink.kept, { fineTune: true });
  expect(read.has('lm_head')).toBe(true);
  expect(sink.files).toEqual((await go(PUBLISHED)).sink.files);
});

test('with --fine-tune the published files still become what they are', async () => {
  expect((await go(PUBLISHED, null, { fineTune: true })).sink.files).toEqual(
    (await go(PUBLISHED)).sink.files,
  );
});

test('a repository whose listing has other hashes is told before anything is read, and needs no question', async () => {
  const hub = await hubServer(FINE_TUNE);
  try {
    const open = () => hubFolder(hubAddress(REPO, hub.base), { wholeLimit: 2000 });
    expect(await surveyFolder(await open(), ['fara-7b'], 1e9)).toMatchObject({
      profile: 'fara-7b',
      upstream: { repository: 'microsoft/Fara-7B', weights: 'other' },
    });
    const sink = memorySink();
    await importCheckpoint(await open(), sink, { quant: 'q4' });
    expect(packOf(sink).upstream?.weights).toBe('other');
  } finally {
    await hub.close();
  }
});

test('the command line names the flag, and with it goes on', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sidefara-fine-tune-'));
  const [source, out, json] = ['tiny', 'pack', 'report.json'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const told = collectOutput();
  try {
    await mkdir(source);
    for (const [name, content] of Object.entries(DAMAGED)) await writeFile(join(source, name), content);
    const run = (...more: string[]) =>
      runModel(['import', source, '--out', out, '--quant', 'q4', '--json', json, ...more]);
    expect(await run()).toBe(1);
    expect(told()).toContain(`${SECOND}: the folder has the shape of microsoft/Fara-7B`);
    expect(told()).toContain('or give --fine-tune to import the files as they are');
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      error: { code: 'not-published', file: SECOND, found: hashOf(DAMAGED, SECOND) },
    });
    expect(await run('--fine-tune')).toBe(0);
    const { bytesIn, bytesResumed } = JSON.parse(await readFile(json, 'utf8'));
    expect(bytesResumed).toBeGreaterThan(0.9 * bytesIn);
    expect(await runModel(['inspect', source])).toBe(0);
    expect(told()).toContain('has the shape of microsoft/Fara-7B; the import compares its files');
    expect(await runModel(['inspect', out, '--json', json])).toBe(0);
    expect(told()).toContain('has the shape of microsoft/Fara-7B, but was not made from its published files');
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ upstream: { weights: 'other' } });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
