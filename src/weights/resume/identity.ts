import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { sha256Hex } from '../sha256.ts';
import type { ByteSource } from '../source.ts';

const SAMPLES = 16;
/** bytes */
const SAMPLE = 4096;

export interface SourceIdentity {
  /** SHA-256 over the config and the names, sizes and headers of the files */
  identity: string;
  /** Of each file: SHA-256 over 16 samples of its bytes, evenly spread; or its own hash, where that is known. */
  prints: Record<string, string>;
}

/** Tells a checkpoint from another one without reading it whole. */
export async function sourceIdentity(
  config: Record<string, unknown>,
  { tensors }: Checkpoint,
): Promise<SourceIdentity> {
  const files = new Map<string, ByteSource>();
  const entryOf = ({ name, file, dtype, shape, offset, bytes, join }: CheckpointTensor): unknown[] => {
    files.set(file.name, file);
    return [name, dtype, shape, file.name, offset, bytes, join?.pieces.map(entryOf) ?? []];
  };
  const entries = [...tensors].map(([name, tensor]) => [name, ...entryOf(tensor)]);
  const sizes = [...files.values()].map(({ name, size }) => [name, size]);
  const prints: SourceIdentity['prints'] = {};
  for (const file of files.values()) prints[file.name] = file.identity ?? (await samples(file));
  return {
    identity: sha256Hex(new TextEncoder().encode(JSON.stringify([config, sizes, entries]))),
    prints,
  };
}

async function samples(file: ByteSource): Promise<string> {
  const length = Math.min(SAMPLE, file.size);
  const bytes = new Uint8Array(SAMPLES * length);
  for (let i = 0; i < SAMPLES; i++) {
    const offset = Math.floor(((file.size - length) * i) / (SAMPLES - 1));
    bytes.set(await file.read(offset, length), i * length);
  }
  return sha256Hex(bytes);
}
