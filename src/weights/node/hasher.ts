import { createHash } from 'node:crypto';
import type { Hasher } from '../pack/verify.ts';

/** Node's own SHA-256, several times faster than `Sha256`. */
export function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('hex') };
}
