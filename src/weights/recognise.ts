import fara7b from '../../models/fara-7b/upstream.json' with { type: 'json' };
import { sha256Hex } from './sha256.ts';
import type { FolderSource } from './source.ts';

const published = [fara7b];
/** The small files that tell a model from another of the same sizes, such as one that was trained on from it. */
const TELLING = ['config.json', 'model.safetensors.index.json'];

export interface PublishedModel {
  profile: string;
  /** Of each weight file: SHA-256 in hex. */
  hashes: ReadonlyMap<string, string>;
}

/**
 * A published model, told by the names and sizes of its weight files and the hashes of its config and index; null for
 * any other folder. The weights themselves are hashed when they are imported.
 */
export async function recogniseModel(folder: FolderSource): Promise<PublishedModel | null> {
  const names = await folder.list();
  for (const { profile, weights, sideFiles } of published) {
    const telling = sideFiles.filter(({ file }) => TELLING.includes(file));
    if (![...weights, ...telling].every(({ file }) => names.includes(file))) continue;
    const sizes = await Promise.all([...weights, ...telling].map(({ file }) => sizeOf(folder, file)));
    if (![...weights, ...telling].every(({ bytes }, i) => sizes[i] === bytes)) continue;
    const hashes = await Promise.all(telling.map(({ file }) => hashOf(folder, file)));
    if (!telling.every(({ sha256 }, i) => hashes[i] === sha256)) continue;
    return { profile, hashes: new Map(weights.map(({ file, sha256 }) => [file, sha256])) };
  }
  return null;
}

async function sizeOf(folder: FolderSource, file: string): Promise<number> {
  const source = await folder.open(file);
  await source.close();
  return source.size;
}

async function hashOf(folder: FolderSource, file: string): Promise<string> {
  const source = await folder.open(file);
  try {
    return sha256Hex(await source.read(0, source.size));
  } finally {
    await source.close();
  }
}
