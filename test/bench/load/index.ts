import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEnginePage } from '../../../src/cli/browser/engine-page.ts';
import { memoryNeeds } from '../../../src/engine/budget/needs.ts';
import { kvTypeFor } from '../../../src/engine/device/verdict.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack } from '../../../src/weights/pack/read.ts';
import { answer, chooseFiles, loadChosen, readShards, type StageStart } from './in_page.ts';
import { MemoryWatch } from './memory.ts';

const USAGE =
  'npm run bench -- load --pack DIR [--device webgpu|cpu] [--tokens N] [--context N] [--json FILE]\n';
/** px; 2 × 2 tokens of Qwen2.5-VL */
const IMAGE = { width: 56, height: 56 };
const IMAGE_TOKENS = 4;
const TEXT_TOKENS = 10;

/**
 * Loads a pack through the extension's engine worker in Chromium, has it answer a short prompt with a small image,
 * and says how long each part took and how much memory the page and the GPU process held. Linux only.
 */
export async function benchLoad(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string' },
      device: { type: 'string', default: 'webgpu' },
      tokens: { type: 'string', default: '8' },
      context: { type: 'string', default: '8192' },
      json: { type: 'string' },
    },
  });
  const { pack: folder, device } = values;
  const tokens = Number(values.tokens);
  const contextTokens = Number(values.context);
  if (
    !Number.isInteger(contextTokens) ||
    !folder ||
    (device !== 'webgpu' && device !== 'cpu') ||
    !Number.isInteger(tokens) ||
    tokens < 2
  ) {
    process.stderr.write(USAGE);
    return 2;
  }
  const open = await openPack(fileFolder(folder));
  await open.close();
  const profile = await mkdtemp(join(tmpdir(), 'sidefara-load-'));
  const engine = await openEnginePage({ userDataDir: profile });
  const memory = new MemoryWatch(profile);
  try {
    const { page } = engine;
    const names = [...open.pack.shards.map(({ file }) => file), ...open.pack.files, 'pack.json'];
    await chooseFiles(
      page,
      names.map((name) => join(folder, name)),
    );
    const idle = await memory.now();
    memory.takePeak();
    const { model, stages, ms } = await loadChosen(page, device, contextTokens);
    const loadPeak = memory.takePeak();
    const loaded = await memory.now();
    say(`loaded in ${seconds(ms)}: ${describe(loaded)}; answering …`);
    const { timings, tokens: counts } = await answer(page, {
      inputIds: promptIds(open),
      image: IMAGE,
      maxNewTokens: tokens,
    });
    const answerPeak = memory.takePeak();
    const readMs = await readShards(page);
    const { preprocessMs, visionMs, prefillMs, decodeMs } = timings;
    const packBytes = open.pack.shards.reduce((sum, { bytes }) => sum + bytes, 0);
    const needs = memoryNeeds(open.pack, { contextTokens, kv: kvTypeFor(model.device.features) });
    const gpuAboveIdle = Math.max(loadPeak.gpu, answerPeak.gpu) - idle.gpu;
    const result = {
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() },
      browser: page.context().browser()?.version() ?? (await page.evaluate(() => navigator.userAgent)),
      device: model.device.adapter ?? model.device.backend,
      features: model.device.features,
      checks: model.device.verdict?.checks ?? [],
      pack: { name: model.name, quant: model.quant, bytes: packBytes },
      seconds: {
        readAlone: readMs / 1000,
        load: ms / 1000,
        stages: durations(stages),
        firstToken: (preprocessMs + visionMs + prefillMs) / 1000,
        perToken: decodeMs / 1000 / (counts.generated - 1),
      },
      timings,
      tokens: counts,
      bytes: { idle, loadPeak, loaded, answerPeak },
      needs,
      goals: {
        rendererAboveIdle: Math.max(loadPeak.renderer, answerPeak.renderer) - idle.renderer,
        gpuAboveIdle,
        /** At most 1.15 is the goal. */
        gpuWithoutConversationPerPack: (gpuAboveIdle - needs.gpu.conversation) / packBytes,
      },
    };
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 1)}\n`);
    say(JSON.stringify(result, null, 1));
    return 0;
  } finally {
    await memory.stop();
    await engine.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ids from all over the vocabulary around one image; a pack needs no tokenizer for them. */
function promptIds({ config: { text, tokens } }: OpenPack): number[] {
  const words = Array.from(
    { length: TEXT_TOKENS },
    (_, i) => (i * 4099 + 17) % Math.min(text.vocabSize, tokens.visionStart),
  );
  const image = [tokens.visionStart, ...Array<number>(IMAGE_TOKENS).fill(tokens.image), tokens.visionEnd];
  return [...words.slice(0, TEXT_TOKENS / 2), ...image, ...words.slice(TEXT_TOKENS / 2)];
}

/** How long each stage took, seconds. */
function durations(stages: readonly StageStart[]): Record<string, number> {
  return Object.fromEntries(
    stages.slice(0, -1).map(({ stage, ms }, i) => [stage, ((stages[i + 1]?.ms ?? ms) - ms) / 1000]),
  );
}

function describe({ renderer, gpu }: { renderer: number; gpu: number }): string {
  return `page ${(renderer / 1e9).toFixed(2)} GB, GPU process ${(gpu / 1e9).toFixed(2)} GB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
