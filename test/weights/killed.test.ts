import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { importCheckpoint } from '../../src/weights/import.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { folderSink } from '../../src/weights/node/folder_sink.ts';
import { JOURNAL } from '../../src/weights/source.ts';
import { writeCheckpoint } from '../bench/real_import/checkpoint.ts';
import { TINY_CONFIG } from './checkpoint_files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const base = await mkdtemp(join(tmpdir(), 'sidefara-killed-'));
afterAll(() => rm(base, { recursive: true, force: true }));

/** Large enough that a kill falls into the middle. */
const CONFIG = { ...TINY_CONFIG, num_hidden_layers: 12, intermediate_size: 3_000, vocab_size: 6_000 };
const SOURCE = join(base, 'checkpoint');
const FLAGS = ['--quant', 'q4', '--name', 'm'];

function start(out: string, ...more: string[]) {
  const args = ['src/cli/main.ts', 'model', 'import', SOURCE, '--out', out, ...FLAGS, ...more];
  const child = spawn(join(ROOT, 'node_modules/.bin/tsx'), args, { cwd: ROOT, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return { child, ended, output: () => output };
}

const journalLength = (out: string) =>
  existsSync(join(`${out}.partial`, JOURNAL))
    ? readFileSync(join(`${out}.partial`, JOURNAL), 'utf8').split('\n').length
    : 0;

async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const names = await readdir(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

test('killed in the middle, the same command goes on and the pack is the same to the byte', async () => {
  await writeCheckpoint(SOURCE, CONFIG);
  const out = join(base, 'pack');
  const { child, ended, output } = start(out);
  await vi.waitUntil(() => journalLength(out) > 40 || child.exitCode !== null, {
    timeout: 200_000,
    interval: 5,
  });
  expect(child.exitCode, output()).toBeNull();
  // The whole group: tsx runs the importer in a process of its own.
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
  expect([existsSync(out), existsSync(join(`${out}.partial`, 'pack.json'))]).toEqual([false, false]);

  const report = join(base, 'report.json');
  const again = start(out, '--json', report);
  expect(await again.ended, again.output()).toBe(0);
  const { bytesIn, bytesResumed } = JSON.parse(readFileSync(report, 'utf8'));
  expect(bytesResumed).toBeGreaterThan(0);
  expect(bytesResumed).toBeLessThan(bytesIn);
  expect(existsSync(`${out}.partial`)).toBe(false);

  const uninterrupted = join(base, 'uninterrupted');
  await importCheckpoint(fileFolder(SOURCE), await folderSink(uninterrupted), { quant: 'q4', name: 'm' });
  expect(await filesOf(out)).toEqual(await filesOf(uninterrupted));
}, 400_000);

test('a full disk is told with the room that is needed, and the next go goes on', async () => {
  const out = join(base, 'full');
  const sink = await folderSink(out);
  const probe = await open(join(base, 'probe'), 'w');
  const handles = Object.getPrototypeOf(probe);
  await probe.close();
  const { write } = handles;
  let calls = 0;
  // What Node answers when the file system has no block left.
  vi.spyOn(handles, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
    if (++calls < 300) return write.apply(this, args);
    return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
  });
  const options = { quant: 'q4', name: 'm' } as const;
  const error = await importCheckpoint(fileFolder(SOURCE), sink, options).catch((reason: unknown) => reason);
  vi.restoreAllMocks();
  expect(error).toMatchObject({
    code: 'no-space',
    message: expect.stringMatching(/What is finished is kept/),
  });
  expect(existsSync(out)).toBe(false);

  const { bytesResumed } = await importCheckpoint(fileFolder(SOURCE), await folderSink(out), options);
  expect(bytesResumed).toBeGreaterThan(0);
  expect(await filesOf(out)).toEqual(await filesOf(join(base, 'uninterrupted')));
}, 400_000);

test('two processes do not write into the same folder; one that is gone is no obstacle', async () => {
  const out = join(base, 'locked');
  const first = await folderSink(out);
  // The parent of this process runs as long as this test does.
  await (await open(join(`${out}.partial`, 'import.lock'), 'w')).writeFile(String(process.ppid));
  await expect(folderSink(out)).rejects.toMatchObject({ code: 'already-there' });
  await (await open(join(`${out}.partial`, 'import.lock'), 'w')).writeFile('999999999');
  await expect(folderSink(out)).resolves.toBeDefined();
  await first.abort();
  await expect(stat(`${out}.partial`)).rejects.toThrow();
});
