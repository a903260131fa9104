import { WeightsError } from '../errors.ts';
import { Sha256 } from '../sha256.ts';
import type { ByteSource } from '../source.ts';
import type { OpenPack } from './read.ts';

const CHUNK = 4 * 2 ** 20;

/** Hashes in steps; Node's own is several times faster than `Sha256`. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  /** hex */
  digest(): string;
}

export interface VerifyOptions {
  signal?: AbortSignal;
  /** bytes done since the last call */
  onBytes?: (bytes: number) => void;
  createHasher?: () => Hasher;
}

/**
 * Hashes every shard and compares with pack.json.
 * @throws WeightsError `hash-mismatch` that names the damaged shard.
 */
export async function verifyPack(
  { pack, shards }: OpenPack,
  { signal, onBytes, createHasher }: VerifyOptions = {},
): Promise<void> {
  for (const [i, shard] of shards.entries()) {
    const found = await hashFile(shard, { signal, onBytes, createHasher });
    const expected = pack.shards[i]?.sha256;
    if (found === expected) continue;
    throw new WeightsError('hash-mismatch', 'the shard is damaged', {
      file: shard.name,
      expected: `sha256 ${expected}`,
      found,
      next: 'Import the model again or copy the pack again',
    });
  }
}

/** SHA-256 of a whole file, in hex; the next read runs while one is hashed. */
export async function hashFile(
  { size, read, expect }: Pick<ByteSource, 'size' | 'read' | 'expect'>,
  { signal, onBytes, createHasher }: { [Key in keyof VerifyOptions]: VerifyOptions[Key] | undefined },
): Promise<string> {
  const hash = createHasher?.() ?? new Sha256();
  expect?.(0, size);
  const readAt = (offset: number) => {
    const bytes = read(offset, Math.min(CHUNK, size - offset));
    // Should the caller stop early, this read must not fail unheard.
    bytes.catch(() => {});
    return bytes;
  };
  let next = size > 0 ? readAt(0) : null;
  for (let offset = CHUNK; next; offset += CHUNK) {
    signal?.throwIfAborted();
    const bytes: Uint8Array = await next;
    next = offset < size ? readAt(offset) : null;
    hash.update(bytes);
    onBytes?.(bytes.length);
  }
  return hash.digest();
}
