import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtExtension } from '../../src/cli/start/build.ts';
import { Pack } from '../../src/protocol/pack.ts';

/**
 * A copy of the built extension whose model has random weights: a real model of the real size that never says
 * anything sensible and hardly ever stops by itself. `remove` deletes the copy.
 */
export async function extensionWithGarbageModel(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sidefara-garbage-'));
  await cp(await builtExtension(console.log), folder, { recursive: true });
  await scramble(join(folder, 'fara-tiny'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Replaces the matrices of a pack by noise; norms, biases and scales stay, so that no number overflows. */
async function scramble(folder: string): Promise<void> {
  const pack = Pack.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
  const random = randomBytes(20260921);
  for (const [index, shard] of pack.shards.entries()) {
    const path = join(folder, shard.file);
    const bytes = await readFile(path);
    for (const tensor of Object.values(pack.tensors)) {
      if (tensor.kind === 'f32' || tensor.data.shard !== index) continue;
      for (let at = tensor.data.offset; at < tensor.data.offset + tensor.data.bytes; at++)
        bytes[at] = random();
    }
    await writeFile(path, bytes);
    shard.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
  await writeFile(join(folder, 'pack.json'), JSON.stringify(pack));
}

/** xorshift32, one byte at a time. */
function randomBytes(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
}
