import { z } from 'zod';
import { hexDigest } from '../../protocol/digest.ts';

/** A prompt's beginning as it lies in the cache. */
export interface Snapshot {
  /** Token ids; a snapshot holds no images. */
  ids: number[];
  /** What `KvCache.read` gives: equally long. */
  layers: Uint8Array[];
}

/** Where snapshots lie: one file a model. */
export interface SnapshotStore {
  /** Null when there is none. */
  read(): Promise<Uint8Array | null>;
  /** Replaces it as a whole. */
  write(parts: readonly Uint8Array[]): Promise<void>;
}

const MAGIC = new TextEncoder().encode('sidefara-prompt\n');
const Header = z.object({
  /** All that keys and values depend on besides the ids; another one makes the file worthless. */
  identity: z.string(),
  ids: z.array(z.number().int().min(0)),
  layers: z.number().int().positive(),
  /** Of all layers, one after the other, hex. */
  sha256: z.string(),
});

/** The file: a magic line, the header's length as uint32, the header as JSON, the layers. */
export async function encodeSnapshot({ ids, layers }: Snapshot, identity: string): Promise<Uint8Array[]> {
  const bytes = layers[0]?.length ?? 0;
  const body = new Uint8Array(bytes * layers.length);
  for (const [i, rows] of layers.entries()) body.set(rows, i * bytes);
  const header = { identity, ids, layers: layers.length, sha256: await hexDigest('SHA-256', body) };
  const json = new TextEncoder().encode(JSON.stringify(header));
  return [MAGIC, new Uint8Array(Uint32Array.of(json.length).buffer), json, body];
}

/** What a file holds; null where it is damaged, from another version, or of another model or device. */
export async function decodeSnapshot(file: Uint8Array, identity: string): Promise<Snapshot | null> {
  const start = MAGIC.length + 4;
  if (file.length < start || MAGIC.some((byte, i) => file[i] !== byte)) return null;
  const length = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  const header = parse(file.subarray(start, start + length));
  if (!header || header.identity !== identity) return null;
  const body = file.slice(start + length);
  const { ids, layers, sha256 } = header;
  if ((await hexDigest('SHA-256', body)) !== sha256) return null;
  const bytes = body.length / layers;
  return { ids, layers: Array.from({ length: layers }, (_, i) => body.subarray(i * bytes, (i + 1) * bytes)) };
}

function parse(json: Uint8Array): z.infer<typeof Header> | null {
  try {
    return Header.safeParse(JSON.parse(new TextDecoder().decode(json))).data ?? null;
  } catch {
    return null;
  }
}
