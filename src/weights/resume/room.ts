import { WeightsError } from '../errors.ts';
import type { ResumableSink } from '../source.ts';

/** bytes; tokenizer files, pack.json and the file system's own records */
const SIDE_BYTES = 64 * 2 ** 20;

/** What the rest of a pack needs. @param shards bytes of each */
async function bytesNeeded(shards: readonly number[], sink: ResumableSink): Promise<number> {
  const whole = shards.reduce((sum, bytes) => sum + bytes, SIDE_BYTES);
  return Math.max(0, whole - (await sink.used()));
}

/** @throws WeightsError `no-space` with both sizes, where the rest of these shards does not fit */
export async function checkRoomFor(shards: readonly number[], sink: ResumableSink): Promise<void> {
  const needed = await bytesNeeded(shards, sink);
  const free = await sink.free();
  if (needed > free) throw noRoom(needed, free, 'Free some disk space or remove a model');
}

/** An error from writing; a full disk told with what the rest needs and what is free. */
export async function toldWithRoom(
  error: unknown,
  shards: readonly number[],
  sink: ResumableSink,
): Promise<unknown> {
  if (!(error instanceof WeightsError) || error.code !== 'no-space') return error;
  const next = 'What is finished is kept: free some disk space, then continue';
  return noRoom(await bytesNeeded(shards, sink), await sink.free(), next);
}

function noRoom(needed: number, free: number, next: string): WeightsError {
  return new WeightsError('no-space', 'there is not enough room for the rest of the model', {
    expected: `${needed} bytes`,
    found: String(free),
    next,
  });
}
