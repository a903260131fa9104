import { WeightsError } from '../errors.ts';
import { openPack } from '../pack/read.ts';
import type { FolderSource } from '../source.ts';

/** bytes; tokenizer files, pack.json and the file system's own records */
const SIDE_BYTES = 64 * 2 ** 20;

/** bytes that the browser still grants this extension */
export async function freeBytes(): Promise<number> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return Math.max(0, quota - usage);
}

/**
 * Checks before the first byte is written that the copy of a pack fits.
 * @throws WeightsError `no-space` with both sizes
 */
export async function checkRoom(folder: FolderSource): Promise<void> {
  const needed = SIDE_BYTES + (await packBytes(folder));
  const free = await freeBytes();
  if (needed <= free) return;
  throw new WeightsError('no-space', 'there is not enough room for the model', {
    expected: `${needed} bytes`,
    found: String(free),
    next: 'Free some disk space or remove a model',
  });
}

async function packBytes(folder: FolderSource): Promise<number> {
  const { shards, close } = await openPack(folder);
  await close();
  return shards.reduce((sum, shard) => sum + shard.size, 0);
}
