import { hexDigest } from '../../protocol/digest.ts';
import { WeightsError } from '../errors.ts';
import { sha256Hex } from '../sha256.ts';
import { type ByteSource, checkRange } from '../source.ts';
import { fetchRange, type RemoteFile } from './fetch_range.ts';
import type { Patience } from './transfer.ts';

/** A hash of a whole file, in hex: SHA-256 of its bytes, or the SHA-1 by which git names it. */
export type FileHash = { kind: 'sha256' | 'git'; hex: string };

/** A small file, fetched whole at its first read and used only when its hash is the one of the listing. */
export function wholeFile(
  file: RemoteFile,
  hash: FileHash,
  patience: Patience,
  signal?: AbortSignal,
): ByteSource {
  let content: Promise<Uint8Array> | undefined;
  const load = async () => {
    const bytes = await fetchRange(file, 0, file.size, patience, signal);
    const found = hash.kind === 'git' ? await gitHash(bytes) : sha256Hex(bytes);
    if (found === hash.hex) return bytes;
    throw new WeightsError('hash-mismatch', 'the downloaded file is not the published one', {
      file: file.name,
      expected: hash.hex,
      found,
      next: 'Download again, or name another server',
    });
  };
  return {
    name: file.name,
    size: file.size,
    identity: hash.hex,
    async read(offset, length) {
      checkRange(file, offset, length);
      content ??= load();
      return (await content).slice(offset, offset + length);
    },
    async close() {
      content = undefined;
    },
  };
}

/** The name git gives a file: SHA-1 of `blob SIZE\0` and its bytes. */
async function gitHash(bytes: Uint8Array): Promise<string> {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return hexDigest('SHA-1', all);
}
