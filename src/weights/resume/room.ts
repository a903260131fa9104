import { WeightsError } from '../errors.ts';
import type { Piece } from '../pieces.ts';
import type { ResumableSink } from '../source.ts';

/** bytes; tokenizer files, pack.json and the file system's own records */
const SIDE_BYTES = 64 * 2 ** 20;

/** What these pieces need, which are not finished: what lies between finished ones takes no room on the disk yet. */
function bytesNeeded(missing: readonly Piece[]): number {
  return missing.reduce((sum, { data, scales }) => sum + data.bytes + scales.bytes, SIDE_BYTES);
}

/** @throws WeightsError `no-space` with both sizes, where these pieces do not fit */
export async function checkRoomFor(missing: readonly Piece[], sink: ResumableSink): Promise<void> {
  const needed = bytesNeeded(missing);
  const free = await sink.free();
  if (needed > free) throw noRoom(needed, free, 'Free some disk space or remove a model');
}

/** An error from writing; a full disk told with what the rest needs and what is free. */
export async function toldWithRoom(
  error: unknown,
  missing: readonly Piece[],
  sink: ResumableSink,
): Promise<unknown> {
  if (!(error instanceof WeightsError) || error.code !== 'no-space') return error;
  const next = 'What is finished is kept: free some disk space, then continue';
  return noRoom(bytesNeeded(missing), await sink.free(), next);
}

function noRoom(needed: number, free: number, next: string): WeightsError {
  return new WeightsError('no-space', 'there is not enough room for the rest of the model', {
    expected: `${needed} bytes`,
    found: String(free),
    next,
  });
}
