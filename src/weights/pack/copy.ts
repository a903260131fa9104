import { WeightsError } from '../errors.ts';
import type { ByteSource, FolderSink, FolderSource, WrittenFile } from '../source.ts';
import { openPack } from './read.ts';

const CHUNK = 4 * 2 ** 20;

export interface CopyOptions {
  signal?: AbortSignal;
  /** bytes of shards so far, and in all */
  onProgress?: (bytes: number, totalBytes: number) => void;
}

/**
 * Copies a pack byte for byte. Each shard is hashed as it is written, and the copy is committed only when all
 * agree with pack.json; on any failure nothing of it remains.
 * @throws WeightsError `hash-mismatch` that names the damaged shard, or what `openPack` throws
 */
export async function copyPack(
  folder: FolderSource,
  sink: FolderSink,
  { signal, onProgress }: CopyOptions = {},
): Promise<void> {
  try {
    const { pack, shards, close } = await openPack(folder);
    try {
      const totalBytes = shards.reduce((sum, shard) => sum + shard.size, 0);
      let done = 0;
      const onBytes = (bytes: number) => {
        done += bytes;
        onProgress?.(done, totalBytes);
      };
      for (const [i, shard] of shards.entries()) {
        const { sha256 } = await copyFile(shard, sink, signal, onBytes);
        checkHash(shard.name, pack.shards[i]?.sha256, sha256);
      }
    } finally {
      await close();
    }
    for (const file of [...pack.files, 'pack.json']) {
      const source = await folder.open(file);
      await copyFile(source, sink, signal, () => {}).finally(() => source.close());
    }
    signal?.throwIfAborted();
    await sink.commit();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

async function copyFile(
  source: ByteSource,
  sink: FolderSink,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<WrittenFile> {
  const out = await sink.create(source.name);
  source.expect?.(0, source.size);
  for (let offset = 0; offset < source.size; offset += CHUNK) {
    signal?.throwIfAborted();
    const bytes = await source.read(offset, Math.min(CHUNK, source.size - offset));
    await out.write(bytes);
    onBytes(bytes.length);
  }
  return out.close();
}

function checkHash(file: string, expected: string | undefined, found: string): void {
  if (found === expected) return;
  throw new WeightsError('hash-mismatch', 'the shard is damaged', {
    file,
    expected: `sha256 ${expected}`,
    found,
    next: 'Copy or make the pack again, then choose it anew',
  });
}
