import fara7b from '../../models/fara-7b/upstream.json' with { type: 'json' };
import { sha256Hex } from './sha256.ts';
import type { ByteSource, FolderSource } from './source.ts';

const published = [fara7b];
/** The small files that tell a model from another of the same sizes. */
const TELLING = ['config.json', 'model.safetensors.index.json'];

export interface PublishedModel {
  profile: string;
  /** `OWNER/NAME` on Hugging Face */
  repository: string;
  /** Of each weight file: SHA-256 in hex. */
  hashes: ReadonlyMap<string, string>;
  /** Whether it is known without reading them that some weight files have other hashes: a server has said so. */
  other: boolean;
}

/**
 * A published model, told by the names and sizes of its weight files and the hashes of its config and index; null for
 * any other folder. A model that was trained on from it can have the same: the weights themselves are hashed when
 * they are imported.
 */
export async function recogniseModel(folder: FolderSource): Promise<PublishedModel | null> {
  const names = await folder.list();
  for (const { profile, repository, weights, sideFiles } of published) {
    const telling = sideFiles.filter(({ file }) => TELLING.includes(file));
    if (![...weights, ...telling].every(({ file }) => names.includes(file))) continue;
    const found = await Promise.all([...weights, ...telling].map(({ file }) => factsOf(folder, file)));
    if (![...weights, ...telling].every(({ bytes }, i) => found[i]?.size === bytes)) continue;
    const hashes = await Promise.all(telling.map(({ file }) => hashOf(folder, file)));
    if (!telling.every(({ sha256 }, i) => hashes[i] === sha256)) continue;
    return {
      profile,
      repository,
      hashes: new Map(weights.map(({ file, sha256 }) => [file, sha256])),
      other: weights.some(({ sha256 }, i) => (found[i]?.published ?? sha256) !== sha256),
    };
  }
  return null;
}

async function factsOf(folder: FolderSource, file: string): Promise<Pick<ByteSource, 'size' | 'published'>> {
  const source = await folder.open(file);
  await source.close();
  return source;
}

async function hashOf(folder: FolderSource, file: string): Promise<string> {
  const source = await folder.open(file);
  try {
    return sha256Hex(await source.read(0, source.size));
  } finally {
    await source.close();
  }
}
