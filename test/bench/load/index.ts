import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZodError, z } from 'zod';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack } from '../../../src/weights/pack/read.ts';
import { answer, chooseFiles, gpuBytes, limitsOf, loadChosen, readShards } from './in_page.ts';
import { MemoryWatch } from './memory.ts';
import { openLoadPage } from './open.ts';
import { type LoadBenchOptions, questionFor, readOptions } from './options.ts';
import type { Answered } from './pace.ts';
import { type LoadReport, reportOf } from './report.ts';
import { printLoad } from './table.ts';

/**
 * Loads a pack through the extension's engine worker in Chromium, has it answer a short prompt with a small image or,
 * with `--step`, what an agent's step asks, and says how long each part took, how near that is to what the device does
 * at best, and how much memory the page, the GPU process and the GPU's buffers held. Linux only.
 */
export async function benchLoad(args: readonly string[]): Promise<number> {
  let options: LoadBenchOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof ZodError ? z.prettifyError(error) : String(error)}\n`);
    return 2;
  }
  const open = await openPack(fileFolder(options.pack));
  try {
    const report = await measure(open, options);
    printLoad(report);
    if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 1)}\n`);
    return 0;
  } finally {
    await open.close();
  }
}

async function measure(open: OpenPack, options: LoadBenchOptions): Promise<LoadReport> {
  const { device } = options;
  const contextTokens = Math.min(options.context, open.config.text.maxPositions);
  const question = questionFor(open, options);
  const profile = await mkdtemp(join(tmpdir(), 'sidefara-load-'));
  const { page, close } = await openLoadPage(profile);
  const memory = new MemoryWatch(profile);
  try {
    const names = [...open.pack.shards.map(({ file }) => file), ...open.pack.files, 'pack.json'];
    await chooseFiles(
      page,
      names.map((name) => join(options.pack, name)),
    );
    const idle = await memory.now();
    memory.takePeak();
    const load = await loadChosen(page, device, contextTokens);
    const bytes = { idle, loadPeak: memory.takePeak(), loaded: await memory.now() };
    const gpuLoaded = await gpuBytes(page);
    process.stderr.write(`loaded in ${(load.ms / 1000).toFixed(1)} s; answering …\n`);
    const answers: Answered[] = [];
    for (let round = 1; round <= question.rounds; round++) {
      answers.push(await answer(page, question));
      process.stderr.write(`answer ${round} of ${question.rounds}\n`);
    }
    const answerPeak = memory.takePeak();
    const gpuAnswered = await gpuBytes(page);
    const readMs = await readShards(page);
    return reportOf({
      open,
      browser: page.context().browser()?.version() ?? (await page.evaluate(() => navigator.userAgent)),
      question,
      contextTokens,
      load,
      answers,
      readMs,
      bytes: { ...bytes, answerPeak },
      gpuBuffers: { loaded: gpuLoaded.bytes, loadPeak: gpuLoaded.peak, answerPeak: gpuAnswered.peak },
      limits: await limitsOf(page, load.model.device),
    });
  } finally {
    await memory.stop();
    await close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
