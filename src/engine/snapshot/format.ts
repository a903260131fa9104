import { z } from 'zod';
import { Sha256 } from '../../weights/sha256.ts';

/** A prompt's beginning as it lies in the cache. */
export interface Snapshot {
  /** Token ids; a snapshot holds no images. */
  ids: number[];
  /** What `KvCache.read` gives, one after the other. */
  rows: Uint8Array;
}

/** Where snapshots lie: one file a model. */
export interface SnapshotStore {
  /** Null when there is none. */
  read(): Promise<Uint8Array | null>;
  /** Replaces it as a whole, or where the parts or the disk fail not at all. */
  write(parts: AsyncIterable<Uint8Array>): Promise<void>;
}

const MAGIC = new TextEncoder().encode('sidefara-prompt\n');
const Header = z.object({
  /** All that keys and values depend on besides the ids; another one makes the file worthless. */
  identity: z.string(),
  ids: z.array(z.number().int().min(0)),
});
/** Characters of a SHA-256 in hex. */
const DIGEST = 64;

/**
 * The file, part by part: a magic line, the header's length as uint32, the header as JSON, the rows, the SHA-256 of
 * header and rows. The hash comes last so that the rows (164 MB for Fara-7B) are never in memory all at once.
 */
export async function* encodeSnapshot(
  ids: readonly number[],
  rows: AsyncIterable<Uint8Array>,
  identity: string,
): AsyncGenerator<Uint8Array, void> {
  const header: z.infer<typeof Header> = { identity, ids: [...ids] };
  const json = new TextEncoder().encode(JSON.stringify(header));
  yield MAGIC;
  yield new Uint8Array(Uint32Array.of(json.length).buffer);
  yield json;
  const hash = new Sha256().update(json);
  for await (const part of rows) {
    hash.update(part);
    yield part;
  }
  yield new TextEncoder().encode(hash.digest());
}

/** What a file holds; null where it is damaged, from another version, or of another model or device. */
export function decodeSnapshot(file: Uint8Array, identity: string): Snapshot | null {
  const start = MAGIC.length + 4;
  if (file.length < start + DIGEST || MAGIC.some((byte, i) => file[i] !== byte)) return null;
  const length = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  const json = file.subarray(start, start + length);
  const header = parse(json);
  if (!header || header.identity !== identity) return null;
  const rows = file.subarray(start + length, -DIGEST);
  const digest = new TextDecoder().decode(file.subarray(-DIGEST));
  if (new Sha256().update(json).update(rows).digest() !== digest) return null;
  return { ids: header.ids, rows };
}

function parse(json: Uint8Array): z.infer<typeof Header> | null {
  try {
    return Header.safeParse(JSON.parse(new TextDecoder().decode(json))).data ?? null;
  } catch {
    return null;
  }
}
