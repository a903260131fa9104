import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { guessWebGpuMode } from '../../../src/cli/browser/flags.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { openPack } from '../../../src/weights/pack/read.ts';
import { type Contest, openContest } from './contest.ts';
import { HISTORIES } from './histories.ts';
import { shareOfLimits } from './limits.ts';
import { measureOverhead } from './overhead.ts';
import { prefilledPerStep } from './prefilled-per-step.ts';
import { countsOf, paceOf, race, raceStarts, type Shortcut, worthOfSnapshot } from './race.ts';
import { median } from './statistics.ts';
import { printTable } from './table.ts';
import { recordTrajectory } from './trajectory.ts';

const Options = z.object({
  device: z.enum(['cpu', 'webgpu']),
  pack: z.string(),
  rounds: z.coerce.number().int().positive(),
  threads: z.coerce.number().int().positive().max(64).optional(),
  json: z.string().optional(),
});

/** This engine against transformers.js, against itself without each shortcut, and against the machine's limits. */
export async function benchEngine(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      device: { type: 'string', default: guessWebGpuMode() === 'hardware' ? 'webgpu' : 'cpu' },
      pack: { type: 'string', default: 'models/fara-tiny/pack' },
      rounds: { type: 'string', default: '3' },
      threads: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const options = Options.safeParse(values);
  if (!options.success) {
    process.stderr.write(`${z.prettifyError(options.error)}\n`);
    return 2;
  }
  const { pack: folder, rounds, json } = options.data;
  const trim = await measure(options.data, 'trim');
  const latest = await measure(options.data, 'latest');
  process.stderr.write('overhead of the extension\n');
  const result = {
    pack: folder,
    machine: { processor: cpus()[0]?.model ?? '', cores: availableParallelism() },
    rounds,
    ...trim,
    counts: { ...trim.counts, prefilledPerStep: prefilledPerStep() },
    overheadMs: median(await measureOverhead()),
    latest,
  };
  printTable(result);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

export type Measurement = Awaited<ReturnType<typeof measure>>;

async function measure(
  { pack: folder, device, rounds, threads }: z.infer<typeof Options>,
  history: keyof typeof HISTORIES,
) {
  const trajectory = await recordTrajectory(folder, HISTORIES[history]);
  const steps = trajectory.steps.length;
  const open = await openPack(fileFolder(folder));
  let contest: Contest | undefined;
  try {
    contest = await openContest(folder, open.pack.quant, device, threads, trajectory);
    const { device: report } = await contest.loadOurs('all', false);
    const counted = contest.threads();
    const run = await race(contest, steps, rounds, (done) =>
      process.stderr.write(`history ${history}: step ${done} of ${steps * rounds}\n`),
    );
    const starts = worthOfSnapshot(await raceStarts(contest, rounds));
    const [ours, theirs] = [paceOf(run.ours), paceOf(run.theirs)];
    /** How many times longer a step takes without the shortcut, and its work. */
    const without = (shortcut: Shortcut) => ({
      step: paceOf(run.without[shortcut]).stepSeconds / ours.stepSeconds,
      ...countsOf(run.without[shortcut]),
    });
    return {
      history,
      device: { backend: report.backend, adapter: report.adapter, features: report.features },
      /** Of the processor, counted; on a GPU the processor does little. */
      threads: counted,
      ours,
      theirs,
      sameIds: `${run.same} of ${run.ours.length} steps`,
      ratios: {
        step: theirs.stepSeconds / ours.stepSeconds,
        decode: ours.decodeTokensPerSecond / theirs.decodeTokensPerSecond,
        firstToken: theirs.firstTokenSeconds / ours.firstTokenSeconds,
      },
      counts: countsOf(run.ours),
      limit: shareOfLimits(open, report.backend, run.ours, await contest.limits(report.features)),
      ablation: {
        prefixCache: without('prefixCache'),
        visionCache: without('visionCache'),
        forcedTokens: without('forcedTokens'),
        speculation: without('speculation'),
        snapshot: starts,
      },
    };
  } finally {
    await contest?.close();
    await open.close();
  }
}
