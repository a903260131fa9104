import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Pack } from '../../protocol/pack.ts';
import { fileFolder } from '../../weights/node/file_folder.ts';
import { folderSink } from '../../weights/node/folder_sink.ts';
import { FARA_7B_CONFIG } from '../../weights/qwen2_5_vl/fara_7b.ts';
import { readJsonObject } from '../../weights/source.ts';
import { synthesisePack } from '../../weights/synth/synth.ts';
import { UsageError } from '../usage.ts';
import { folderAndFlags } from './args.ts';
import { interruptible } from './interrupt.ts';
import { reportFaults, writeJson } from './json.ts';
import { formatBytes, progressLine } from './progress.ts';

/** Side files of Fara-7B, where the checkout has them beside it. */
const FARA_7B_FILES = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'fixtures',
  'fara',
  'checkpoint',
);

/**
 * `model synth fara-7b|FOLDER --out PACK`: a pack of random weights in the geometry of Fara-7B, or of the
 * config.json in FOLDER. Ctrl+C stops it and leaves nothing behind.
 */
export async function runSynth(args: readonly string[]): Promise<number> {
  const { folder: model, values } = folderAndFlags(args, 'geometry (fara-7b or a folder)', {
    out: { type: 'string' },
    quant: { type: 'string', default: 'q4' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'string' },
    replace: { type: 'boolean', default: false },
    json: { type: 'string' },
  });
  const { out, json } = values;
  if (out === undefined) throw new UsageError('--out says which folder to write; it is missing.');
  const quant = Pack.shape.quant.safeParse(values.quant);
  if (!quant.success)
    throw new UsageError(
      `--quant is '${values.quant}'; it must be one of ${Pack.shape.quant.options.join(', ')}.`,
    );
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UsageError(`--seed is '${values.seed}'; it must be a whole number from 0.`);
  }
  const asked = { out, quant: quant.data, seed, profile: values.profile, replace: values.replace, json };
  return reportFaults(json, () => synth(model, asked));
}

interface SynthRequest {
  out: string;
  quant: Pack['quant'];
  seed: number;
  profile: string | undefined;
  replace: boolean;
  json: string | undefined;
}

async function synth(
  model: string,
  { out, quant, seed, profile, replace, json }: SynthRequest,
): Promise<number> {
  const geometry = await geometryOf(model);
  const progress = progressLine(process.stderr);
  const started = performance.now();
  const pack = await interruptible(async (signal) =>
    synthesisePack(await folderSink(out, { replace }), {
      ...geometry,
      profile: profile ?? geometry.profile,
      quant,
      seed,
      onProgress: progress.update,
      signal,
    }),
  ).finally(() => progress.end());
  const seconds = (performance.now() - started) / 1000;
  const bytesOut = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const hasTokenizer = pack.files.includes('tokenizer.json');
  const report = {
    name: pack.name,
    quant: pack.quant,
    seed,
    bytesOut,
    seconds,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    tensors: Object.keys(pack.tensors).length,
    files: pack.files,
  };
  await writeJson(json, report);
  process.stdout.write(
    `${out}: ${pack.name}, ${pack.quant}, seed ${seed}, ${report.tensors} tensors of random weights\n` +
      `${formatBytes(bytesOut)} in ${seconds.toFixed(1)} s\n` +
      (hasTokenizer
        ? `tokenizer from ${geometry.sideFiles?.name}\n`
        : 'no tokenizer: the pack answers prompts of token ids only. Give a FOLDER with config.json and tokenizer.json for one\n'),
  );
  return 0;
}

async function geometryOf(model: string) {
  const isFara = model === 'fara-7b';
  if (isFara && !existsSync(join(FARA_7B_FILES, 'config.json'))) {
    return { config: FARA_7B_CONFIG, name: 'fara-7b-random', profile: 'fara-7b', sideFiles: null };
  }
  const sideFiles = fileFolder(isFara ? FARA_7B_FILES : model);
  const config = await readJsonObject(sideFiles, 'config.json');
  return {
    config,
    name: `${isFara ? model : basename(resolve(model))}-random`,
    profile: isFara ? 'fara-7b' : null,
    sideFiles,
  };
}
