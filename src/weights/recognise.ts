import fara7b from '../../models/fara-7b/upstream.json' with { type: 'json' };
import type { FolderSource } from './source.ts';

const published = [fara7b];

/**
 * The profile of a published model, told by the names and sizes of its weight files; null for any other
 * folder, a fine-tune of the same shape included. Sizes only: hashing gigabytes is for `verify`.
 */
export async function recogniseProfile(folder: FolderSource): Promise<string | null> {
  const names = await folder.list();
  for (const { profile, weights } of published) {
    if (!weights.every(({ file }) => names.includes(file))) continue;
    const sizes = await Promise.all(weights.map(({ file }) => sizeOf(folder, file)));
    if (weights.every(({ bytes }, i) => sizes[i] === bytes)) return profile;
  }
  return null;
}

async function sizeOf(folder: FolderSource, file: string): Promise<number> {
  const source = await folder.open(file);
  await source.close();
  return source.size;
}
