import type { Survey } from '../protocol/weights.ts';
import { WeightsError } from './errors.ts';
import { openPack } from './pack/read.ts';
import { parameterCount, shardBytes } from './pack/size.ts';
import { readQwen25VlConfig } from './qwen2_5_vl/config.ts';
import { mapTensors } from './qwen2_5_vl/map.ts';
import { recogniseProfile } from './recognise.ts';
import { openCheckpoint, readHeader, weightFiles } from './safetensors/checkpoint.ts';
import { type FolderSource, readJsonObject } from './source.ts';

/**
 * Tells from headers alone what a folder holds: a Sidefara pack or a Hugging Face checkpoint that can be imported.
 * What is wrong with it is an answer, not a failure: every file is looked at and has a sentence of its own.
 * @param profiles ids of the profiles this build can drive
 * @param freeBytes what the store has room for
 */
export async function surveyFolder(
  folder: FolderSource,
  profiles: readonly string[],
  freeBytes: number,
): Promise<Survey> {
  const isPack = await folder.has('pack.json');
  const problems = isPack ? [] : await checkpointProblems(folder);
  if (problems.length > 0) return { kind: 'refused', name: folder.name, problems };
  try {
    return isPack ? await surveyPack(folder, profiles, freeBytes) : await surveyCheckpoint(folder, freeBytes);
  } catch (error) {
    return { kind: 'refused', name: folder.name, problems: sentences(error) };
  }
}

async function surveyCheckpoint(folder: FolderSource, freeBytes: number): Promise<Survey> {
  const config = readQwen25VlConfig(await readJsonObject(folder, 'config.json'));
  const checkpoint = await openCheckpoint(folder);
  try {
    mapTensors(checkpoint, config);
    return {
      kind: 'checkpoint',
      name: folder.name,
      architecture: 'qwen2_5_vl',
      parameters: parameterCount(config),
      profile: await recogniseProfile(folder),
      bytes: checkpoint.bytes,
      freeBytes,
      sizes: { q8: shardBytes(config, 'q8'), q4: shardBytes(config, 'q4') },
    };
  } finally {
    await checkpoint.close();
  }
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
    bytes: shards.reduce((sum, shard) => sum + shard.size, 0),
    freeBytes,
    quant: pack.quant,
  };
}

/** Everything that can be said of a checkpoint's files one by one. */
async function checkpointProblems(folder: FolderSource): Promise<string[]> {
  const names = await folder.list();
  const gguf = names.find((name) => name.endsWith('.gguf'));
  if (gguf && !names.some((name) => name.endsWith('.safetensors'))) {
    return [`${gguf} is a GGUF file, which cannot be read; choose the folder with the safetensors files`];
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
  for (const name of files) {
    const file = await folder.open(name);
    await readHeader(file)
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
