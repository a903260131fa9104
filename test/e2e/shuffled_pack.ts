import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Pack } from '../../src/protocol/pack.ts';

/** Values of a quantised row that share a scale. */
const BLOCK = 32;

/**
 * A copy of a pack whose patches are read in the wrong order: the columns of the patch embedding, and with them the
 * pixels of every patch, run from the last to the first. All else is as it was, so it still speaks and types.
 */
export async function packWithShuffledPatches(source: string, folder: string): Promise<void> {
  await cp(source, folder, { recursive: true });
  const pack = Pack.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
  const tensor = pack.tensors['visual.patch_embed'];
  const shard = tensor && pack.shards[tensor.data.shard];
  if (!tensor?.scales || !shard || tensor.kind !== 'q8' || tensor.scales.shard !== tensor.data.shard)
    throw new Error('the pack has no 8-bit patch embedding in one shard');
  const path = join(folder, shard.file);
  const bytes = await readFile(path);
  const blocks = tensor.data.bytes / (tensor.shape[0] ?? 1) / BLOCK;
  reverseRows(bytes, tensor.data, BLOCK, blocks);
  reverseRows(bytes, tensor.scales, 4, blocks);
  await writeFile(path, bytes);
  shard.sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, 'pack.json'), JSON.stringify(pack));
}

/** Reverses the order of the `items` of `size` bytes within every row of a span. */
function reverseRows(bytes: Buffer, span: { offset: number; bytes: number }, size: number, items: number) {
  const row = size * items;
  for (let start = span.offset; start < span.offset + span.bytes; start += row) {
    const copy = Buffer.from(bytes.subarray(start, start + row));
    for (let item = 0; item < items; item++)
      copy.copy(bytes, start + (items - 1 - item) * size, item * size, (item + 1) * size);
  }
}
