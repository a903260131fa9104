import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { builtExtension } from '../../src/cli/start/build.ts';
import { Pack } from '../../src/protocol/pack.ts';

const AddedTokens = z.object({
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })),
});

/**
 * A copy of the built extension whose model has random weights: a real model of the real size that never says
 * anything sensible and hardly ever stops by itself. It never opens a call either, which the grammar would turn into
 * a valid one. `remove` deletes the copy.
 */
export async function extensionWithGarbageModel(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sidefara-garbage-'));
  await cp(await builtExtension(console.log), folder, { recursive: true });
  await scramblePack(join(folder, 'fara-tiny'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Replaces the matrices of a pack by noise; norms, biases and scales stay, so that no number overflows. */
export async function scramblePack(folder: string): Promise<void> {
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
    muteCalls(pack, index, bytes, await callTokens(folder));
    await writeFile(path, bytes);
    shard.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
  await writeFile(join(folder, 'pack.json'), JSON.stringify(pack));
}

/** Ids of the tokens that open a call, and of those that are the beginning of one, which the parser takes without its opening. */
async function callTokens(folder: string): Promise<number[]> {
  const { added_tokens } = AddedTokens.parse(
    JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')),
  );
  return added_tokens.filter(({ content }) => /<tool_call>|"arguments"/.test(content)).map(({ id }) => id);
}

/** Sets these rows of lm_head to 0 (byte 128 in q8, 0x88 in q4): a logit of 0 is never the largest of hundreds. */
function muteCalls(pack: Pack, shard: number, bytes: Buffer, ids: readonly number[]): void {
  const head = pack.tensors.lm_head;
  if (!head || head.kind === 'f32') throw new Error('the pack has no quantised lm_head to mute');
  if (head.data.shard !== shard) return;
  const row = head.data.bytes / (head.shape[0] ?? 1);
  for (const id of ids) {
    const start = head.data.offset + id * row;
    bytes.fill(head.kind === 'q8' ? 0x80 : 0x88, start, start + row);
  }
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
