import type { Pack } from '../../protocol/pack.ts';
import { WeightsError } from '../errors.ts';
import { openModelFolder } from '../model_folder.ts';
import { openPack } from '../pack/read.ts';
import { shardBytes } from '../pack/size.ts';
import type { FolderSource } from '../source.ts';

/** bytes; tokenizer files, pack.json and the file system's own records */
const SIDE_BYTES = 64 * 2 ** 20;

/** bytes that the browser still grants this extension */
export async function freeBytes(): Promise<number> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return Math.max(0, quota - usage);
}

/**
 * Checks before the first byte is written that the pack to be fits.
 * @param quant the recipe of an import; null for a pack that is copied as it is
 * @throws WeightsError `no-space` with both sizes
 */
export async function checkRoom(folder: FolderSource, quant: Pack['quant'] | null): Promise<void> {
  const needed = SIDE_BYTES + (quant === null ? await packBytes(folder) : await importBytes(folder, quant));
  const free = await freeBytes();
  if (needed <= free) return;
  throw new WeightsError('no-space', 'there is not enough room for the model', {
    expected: `${needed} bytes`,
    found: String(free),
    next: 'Free some disk space or remove a model',
  });
}

async function importBytes(folder: FolderSource, quant: Pack['quant']): Promise<number> {
  const { sizes, checkpoint } = await openModelFolder(folder);
  await checkpoint.close();
  return shardBytes(sizes, quant);
}

async function packBytes(folder: FolderSource): Promise<number> {
  const { shards, close } = await openPack(folder);
  await close();
  return shards.reduce((sum, shard) => sum + shard.size, 0);
}
