import { existsSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatBytes } from '../../../src/cli/model/progress.ts';
import { importInBrowser } from './browser.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { type InterruptedImport, importByCommand } from './cli.ts';
import { copyPlainly } from './copy.ts';

/**
 * Imports a random checkpoint of Fara-7B's shape (16.6 GB, made in FOLDER where it is missing) at 4 bits, each way
 * interrupted in the middle, and measures memory, time and size. FOLDER must have 30 GB of room.
 */
export async function benchRealImport(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string' }, json: { type: 'string' } },
  });
  const folder = resolve(positionals[0] ?? 'build/bench-import');
  const source = join(folder, 'checkpoint');
  if (!existsSync(join(source, 'config.json'))) await writeCheckpoint(source);
  const total = await weightBytes(source);
  const results: Record<string, InterruptedImport | number> = {};
  const only = (what: string) => values.only === undefined || values.only === what;
  if (only('copy')) {
    const seconds = await copyPlainly(source, join(folder, 'copy.bin'));
    results.copySeconds = seconds;
    print(`plain copy: ${formatBytes(total)} in ${seconds.toFixed(0)} s, ${formatBytes(total / seconds)}/s`);
  }
  if (only('command')) {
    results.command = await importByCommand(source, join(folder, 'pack'), total);
    describe('command line', results.command);
  }
  if (only('browser')) {
    results.browser = await importInBrowser(source, join(folder, 'profile'), total);
    describe('Chromium', results.browser);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
  return 0;
}

function describe(where: string, { goes, packBytes }: InterruptedImport): void {
  for (const [i, { bytes, seconds, peakRssBytes }] of goes.entries()) {
    print(
      `${where}, go ${i + 1}: ${formatBytes(bytes)} of source in ${seconds.toFixed(0)} s, ` +
        `${formatBytes(bytes / seconds)}/s, peak memory ${formatBytes(peakRssBytes)}`,
    );
  }
  print(`${where}: the pack has ${formatBytes(packBytes)}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function weightBytes(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.safetensors'));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
