import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { readJournal } from '../../../src/weights/resume/journal.ts';
import { peakRss, sampling } from './memory.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface Go {
  /** bytes of source this go has finished */
  bytes: number;
  seconds: number;
  peakRssBytes: number;
}

export interface InterruptedImport {
  goes: Go[];
  packBytes: number;
}

/** Imports with the command line; the first go is killed once half of the source is finished. */
export async function importByCommand(
  source: string,
  out: string,
  total: number,
): Promise<InterruptedImport> {
  await rm(out, { recursive: true, force: true });
  await rm(`${out}.partial`, { recursive: true, force: true });
  const report = `${out}.json`;
  const first = await run(source, out, report, total / 2);
  const second = await run(source, out, report, Number.POSITIVE_INFINITY);
  const { bytesResumed } = JSON.parse(readFileSync(report, 'utf8')) as { bytesResumed: number };
  return {
    goes: [
      { ...first, bytes: bytesResumed },
      { ...second, bytes: total - bytesResumed },
    ],
    packBytes: await folderBytes(out),
  };
}

async function run(source: string, out: string, report: string, killAt: number): Promise<Omit<Go, 'bytes'>> {
  const flags = ['--out', out, '--quant', 'q4', '--json', report];
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/cli/main.ts', 'model', 'import', source, ...flags],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  let peak = 0;
  const stop = sampling(() => {
    peak = Math.max(peak, peakRss(child.pid ?? 0));
    if (Number.isFinite(killAt)) void finished(out).then((bytes) => bytes >= killAt && child.kill('SIGKILL'));
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.on('close', (...how) => done(how)),
  );
  stop();
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the import ended with exit code ${code}`);
  return { seconds: (performance.now() - started) / 1000, peakRssBytes: peak };
}

/** bytes of source that the journal of a half-written pack has as finished */
async function finished(out: string): Promise<number> {
  const journal = await readJournal(fileFolder(`${out}.partial`)).catch(() => null);
  return journal?.entries.reduce((sum, entry) => sum + entry.sourceBytes, 0) ?? 0;
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
