import type { WrittenFile } from '../source.ts';

/** A hash that can be read off on the way. */
export interface RunningHash {
  update(bytes: Uint8Array): unknown;
  copy(): RunningHash;
  /** hex */
  digest(): string;
}

const CHUNK = 4 * 2 ** 20;

/**
 * The last of the marks that a file's bytes agree with, and the hash as it stood there; null where none does.
 * @param size bytes of the file
 * @param marks ascending
 */
export async function lastAgreeing(
  read: (offset: number, length: number) => Promise<Uint8Array> | Uint8Array,
  size: number,
  marks: readonly WrittenFile[],
  hash: RunningHash,
  signal?: AbortSignal,
): Promise<{ mark: number; hash: RunningHash } | null> {
  let agreed: { mark: number; hash: RunningHash } | null = null;
  let offset = 0;
  for (const [mark, { bytes, sha256 }] of marks.entries()) {
    if (bytes > size) break;
    while (offset < bytes) {
      signal?.throwIfAborted();
      const chunk = await read(offset, Math.min(CHUNK, bytes - offset));
      hash.update(chunk);
      offset += chunk.length;
    }
    if (hash.copy().digest() !== sha256) break;
    agreed = { mark, hash: hash.copy() };
  }
  return agreed;
}
