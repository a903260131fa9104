import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { sha256Hex } from '../sha256.ts';
import type { ByteSource } from '../source.ts';

const SAMPLES = 16;
/** bytes */
const SAMPLE = 4096;

/**
 * Tells a checkpoint from another one without reading it whole: a SHA-256 over its config, the names, sizes and
 * headers of its files, and 16 samples of each file's bytes, evenly spread. A file that knows its own hash
 * (`ByteSource.identity`) is not sampled.
 */
export async function sourceIdentity(
  config: Record<string, unknown>,
  { tensors }: Checkpoint,
): Promise<string> {
  const files = new Map<string, ByteSource>();
  const entryOf = ({ name, file, dtype, shape, offset, bytes, join }: CheckpointTensor): unknown[] => {
    files.set(file.name, file);
    return [name, dtype, shape, file.name, offset, bytes, join?.pieces.map(entryOf) ?? []];
  };
  const entries = [...tensors].map(([name, tensor]) => [name, ...entryOf(tensor)]);
  const prints: unknown[] = [];
  for (const file of files.values())
    prints.push([file.name, file.size, file.identity ?? (await samples(file))]);
  return sha256Hex(new TextEncoder().encode(JSON.stringify([config, prints, entries])));
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
