import type { Recipe, Survey } from '../protocol/weights.ts';
import { WeightsError } from './errors.ts';
import { type ImportSpeed, importSeconds, importSpeed } from './estimate.ts';
import { readGgufHeader } from './gguf/header.ts';
import { isGgufFolder, openModelFolder } from './model_folder.ts';
import { openPack } from './pack/read.ts';
import { gpuWeightBytes, parameterCount, shardBytes } from './pack/size.ts';
import { inlinePacker, type Packer } from './packing/packer.ts';
import type { Qwen25VlConfig } from './qwen2_5_vl/config.ts';
import { type MappedTensor, mapTensors } from './qwen2_5_vl/map.ts';
import { recogniseModel } from './recognise.ts';
import { readHeader, weightFiles } from './safetensors/checkpoint.ts';
import { SIDE_FILES } from './side_files.ts';
import type { ByteSource, FolderSource } from './source.ts';

/**
 * Tells from headers alone what a folder holds: a Sidefara pack, or safetensors or GGUF that can be imported.
 * What is wrong with it is an answer, not a failure: every file is looked at and has a sentence of its own.
 * @param profiles ids of the profiles this build can drive
 * @param freeBytes what the store has room for
 * @param packer what an import would use, whose speed is told
 */
export async function surveyFolder(
  folder: FolderSource,
  profiles: readonly string[],
  freeBytes: number,
  packer: Packer = inlinePacker,
): Promise<Survey> {
  const refused = (problems: string[]): Survey => ({ kind: 'refused', name: folder.name, problems });
  try {
    if (await folder.has('pack.json')) return await surveyPack(folder, profiles, freeBytes);
    const names = await folder.list();
    const problems = isGgufFolder(names) ? [] : await hubProblems(folder, names);
    return problems.length > 0 ? refused(problems) : await surveyWeights(folder, freeBytes, packer);
  } catch (error) {
    const first = sentences(error);
    // A GGUF's header has its whole vocabulary, so its files are gone through one by one only once there is a fault.
    const all = await ggufProblems(folder);
    return refused(all.length > 0 ? all : first);
  }
}

async function surveyWeights(folder: FolderSource, freeBytes: number, packer: Packer): Promise<Survey> {
  const { form, sizes, checkpoint, sideFiles } = await openModelFolder(folder);
  try {
    const mapped = mapTensors(checkpoint, sizes);
    const side = await sideFiles();
    const problems = SIDE_FILES.filter((file) => !side.has(file)).map((file) => `${file} is missing`);
    if (problems.length > 0) return { kind: 'refused', name: folder.name, problems };
    const recognised = await recogniseModel(folder);
    return {
      kind: 'checkpoint',
      form,
      name: folder.name,
      architecture: 'qwen2_5_vl',
      parameters: parameterCount(sizes),
      profile: recognised?.profile ?? null,
      upstream: recognised && {
        repository: recognised.repository,
        weights: recognised.other ? 'other' : null,
      },
      bytes: checkpoint.bytes,
      freeBytes,
      recipes: recipesOf(sizes, await importSpeed(mapped, packer), mapped),
    };
  } finally {
    await checkpoint.close();
  }
}

/** Recipes of which no two give the same pack, from the closest to the smallest. */
function recipesOf(
  sizes: Qwen25VlConfig,
  speed: ImportSpeed | null,
  mapped: readonly MappedTensor[],
): Recipe[] {
  const quants = sizes.text.tied ? (['q8', 'q4'] as const) : (['q8', 'q4-head8', 'q4'] as const);
  return quants.map((quant) => ({
    quant,
    bytes: shardBytes(sizes, quant),
    gpuBytes: gpuWeightBytes(sizes, quant),
    seconds: speed && importSeconds(mapped, quant, speed),
  }));
}

async function surveyPack(
  folder: FolderSource,
  profiles: readonly string[],
  freeBytes: number,
): Promise<Survey> {
  const { pack, config, shards, close } = await openPack(folder);
  await close();
  if (pack.profile === null || !profiles.includes(pack.profile)) {
    throw new WeightsError('bad-pack', 'the pack names no profile that this version knows', {
      file: 'pack.json',
      expected: profiles.join(' or '),
      found: pack.profile ?? 'none',
      next: 'Import the model anew with one of these',
    });
  }
  return {
    kind: 'pack',
    name: pack.name,
    architecture: pack.architecture,
    parameters: parameterCount(config),
    profile: pack.profile,
    upstream: pack.upstream ?? null,
    bytes: shards.reduce((sum, shard) => sum + shard.size, 0),
    freeBytes,
    quant: pack.quant,
  };
}

async function ggufProblems(folder: FolderSource): Promise<string[]> {
  const names = await folder.list();
  const files = isGgufFolder(names) ? names.filter((name) => name.endsWith('.gguf')) : [];
  return headerProblems(folder, files, readGgufHeader);
}

/** What these other kinds of weights are, so that the person knows why they are no model. */
const OTHER_KINDS: readonly [file: RegExp, what: string][] = [
  [
    /^adapter_config\.json$/,
    'this is a LoRA adapter, not a whole model; merge it into its model and choose the folder of that',
  ],
  [/\.onnx$/, 'this is a model in ONNX form; choose the original in safetensors or GGUF'],
  [
    /\.(mlpackage|mlmodelc|tflite|engine)$/,
    'this is a model compiled for other software; choose the original',
  ],
];

/** Everything that can be said of a Hugging Face folder's files one by one. */
async function hubProblems(folder: FolderSource, names: readonly string[]): Promise<string[]> {
  for (const [file, what] of OTHER_KINDS) {
    const found = names.find((name) => file.test(name));
    if (found && !names.includes('config.json')) return [`${found}: ${what}`];
  }
  const problems = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
    .filter((file) => !names.includes(file))
    .map((file) => `${file} is missing`);
  if (!names.includes('chat_template.jinja') && !names.includes('chat_template.json'))
    problems.push('chat_template.jinja (or chat_template.json) is missing');
  const { files } = await weightFiles(folder).catch((error: unknown) => {
    problems.push(...sentences(error));
    return { files: names.filter((name) => name.endsWith('.safetensors')) };
  });
  return [...problems, ...(await headerProblems(folder, files, readHeader))];
}

async function headerProblems(
  folder: FolderSource,
  files: readonly string[],
  read: (file: ByteSource) => Promise<unknown>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const name of files) {
    const file = await folder.open(name).catch((error: unknown) => {
      problems.push(...sentences(error));
    });
    if (!file) continue;
    await read(file)
      .catch((error: unknown) => problems.push(...sentences(error)))
      .finally(() => file.close());
  }
  return problems;
}

/** @throws what is no fault of the files */
function sentences(error: unknown): string[] {
  if (!(error instanceof WeightsError)) throw error;
  return error.detail.missing?.map((file) => `${file} is missing`) ?? [error.message];
}
