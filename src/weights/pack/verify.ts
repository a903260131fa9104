import { WeightsError } from '../errors.ts';
import { Sha256 } from '../sha256.ts';
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
  { signal, onBytes, createHasher = () => new Sha256() }: VerifyOptions = {},
): Promise<void> {
  for (const [i, shard] of shards.entries()) {
    const hash = createHasher();
    for (let offset = 0; offset < shard.size; offset += CHUNK) {
      signal?.throwIfAborted();
      const bytes = await shard.read(offset, Math.min(CHUNK, shard.size - offset));
      hash.update(bytes);
      onBytes?.(bytes.length);
    }
    const found = hash.digest();
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
