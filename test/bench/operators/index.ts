import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Engine } from '../../../src/engine/engine.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { openPack } from '../../../src/weights/pack/read.ts';
import { HISTORIES } from '../engine/histories.ts';
import { recordTrajectory, type Trajectory } from '../engine/trajectory.ts';
import { ExportedGraphs, type StepSize } from './exported.ts';
import { fastestOf, type ProfiledRun, ProfilingRuntime } from './profile.ts';

const Options = z.object({
  pack: z.string(),
  history: z.enum(['trim', 'latest']),
  rounds: z.coerce.number().int().positive(),
  json: z.string().optional(),
});

/** A pass over at least so many tokens is one of the prompt's. */
const PROMPT_ROWS = 32;

/** Milliseconds a step by operator. */
type Costs = Record<'vision' | 'prompt' | 'answer', Record<string, number>>;

/**
 * Where the milliseconds of a step go on the processor, by operator: this engine over the recorded trajectory, and the
 * graphs of the transformers.js export at the sizes of its steps. In Node, one thread, by ONNX Runtime's own profile;
 * means over the steps, each kernel in its fastest round.
 */
export async function benchOperators(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string', default: 'models/fara-tiny/pack' },
      history: { type: 'string', default: 'trim' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  });
  const options = Options.safeParse(values);
  if (!options.success) {
    process.stderr.write(`${z.prettifyError(options.error)}\n`);
    return 2;
  }
  const { pack, history, rounds, json } = options.data;
  const profiling = new ProfilingRuntime();
  const trajectory = await recordTrajectory(pack, HISTORIES[history]);
  const ours: ProfiledRun[][][] = [];
  const theirs: ProfiledRun[][][] = [];
  let steps = 0;
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`history ${history}: round ${round + 1} of ${rounds}\n`);
    const sizes = await profileOurs(profiling, pack, trajectory, ours);
    await profileTheirs(profiling, pack, sizes, theirs);
    steps = sizes.length;
  }
  const result = { history, ours: costsOf(ours, steps), theirs: costsOf(theirs, steps) };
  printCosts(result);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

async function profileOurs(
  profiling: ProfilingRuntime,
  pack: string,
  { steps, request }: Trajectory,
  into: ProfiledRun[][][],
): Promise<StepSize[]> {
  const engine = await Engine.load(fileFolder(pack), profiling.runtime, { backend: 'cpu' });
  const sizes: StepSize[] = [];
  for (const step of steps) {
    const { tokens, images } = await engine.generate(step, request);
    const image = images.at(-1) ?? { width: 0, height: 0 };
    sizes.push({ prompt: tokens.prompt, images: images.length, image, generated: tokens.generated });
  }
  into.push(profiling.endRuns());
  await engine.dispose();
  return sizes;
}

async function profileTheirs(
  profiling: ProfilingRuntime,
  folder: string,
  sizes: readonly StepSize[],
  into: ProfiledRun[][][],
): Promise<void> {
  const open = await openPack(fileFolder(folder));
  const graphs = await ExportedGraphs.create(profiling.runtime, open);
  for (const size of sizes) await graphs.step(size);
  into.push(profiling.endRuns());
  await graphs.dispose();
  await open.close();
}

/** @param rounds each with the runs of the vision tower and those of the decoder */
function costsOf(rounds: readonly ProfiledRun[][][], steps: number): Costs {
  const [tower, decoder] = [0, 1].map((session) => fastestOf(rounds.map((round) => round[session] ?? [])));
  const sum = (runs: readonly ProfiledRun[] = []) => {
    const costs: Record<string, number> = {};
    for (const { operator, ms } of runs.flatMap(({ kernels }) => kernels)) {
      costs[operator] = (costs[operator] ?? 0) + ms / steps;
    }
    return costs;
  };
  return {
    vision: sum(tower),
    prompt: sum(decoder?.filter(({ rows }) => rows >= PROMPT_ROWS)),
    answer: sum(decoder?.filter(({ rows }) => rows < PROMPT_ROWS)),
  };
}

const total = (costs: Record<string, number>) => Object.values(costs).reduce((a, b) => a + b, 0);

function printCosts({ history, ours, theirs }: { history: string; ours: Costs; theirs: Costs }): void {
  const lines = ['', `history ${history}: milliseconds a step (this engine, transformers.js export)`];
  for (const part of ['vision', 'prompt', 'answer'] as const) {
    const names = [...new Set([...Object.keys(ours[part]), ...Object.keys(theirs[part])])];
    const cell = (costs: Costs, name: string) => (costs[part][name] ?? 0).toFixed(1).padStart(10);
    lines.push(
      `${part.padEnd(36)}${total(ours[part]).toFixed(1).padStart(10)}${total(theirs[part]).toFixed(1).padStart(10)}`,
      ...names
        .filter((name) => (ours[part][name] ?? 0) + (theirs[part][name] ?? 0) >= 1)
        .map((name) => `  ${name.padEnd(34)}${cell(ours, name)}${cell(theirs, name)}`),
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
