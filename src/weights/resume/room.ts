import { WeightsError } from '../errors.ts';
import { alignUp, spanBytes } from '../pack/layout.ts';
import { kindFor } from '../quantise/recipe.ts';
import type { MappedTensor } from '../qwen2_5_vl/map.ts';
import type { ResumableSink } from '../source.ts';
import type { JournalHeader } from './journal.ts';

/** bytes; tokenizer files, pack.json and the file system's own records */
const SIDE_BYTES = 64 * 2 ** 20;

function bytesNeeded(tensors: readonly MappedTensor[], quant: JournalHeader['quant']): number {
  return tensors.reduce((sum, { role, shape }) => {
    const { data, scales } = spanBytes(kindFor(quant, role), shape);
    return sum + alignUp(data) + alignUp(scales);
  }, SIDE_BYTES);
}

/** @throws WeightsError `no-space` with both sizes, where these tensors do not fit */
export async function checkRoomFor(
  tensors: readonly MappedTensor[],
  quant: JournalHeader['quant'],
  sink: ResumableSink,
): Promise<void> {
  const needed = bytesNeeded(tensors, quant);
  const free = await sink.free();
  if (needed > free) throw noRoom(needed, free, 'Free some disk space or remove a model');
}

/** An error from writing; a full disk told with what the rest needs and what is free. */
export async function toldWithRoom(
  error: unknown,
  tensors: readonly MappedTensor[],
  quant: JournalHeader['quant'],
  sink: ResumableSink,
): Promise<unknown> {
  if (!(error instanceof WeightsError) || error.code !== 'no-space') return error;
  const next = 'What is finished is kept: free some disk space, then continue';
  return noRoom(bytesNeeded(tensors, quant), await sink.free(), next);
}

function noRoom(needed: number, free: number, next: string): WeightsError {
  return new WeightsError('no-space', 'there is not enough room for the rest of the model', {
    expected: `${needed} bytes`,
    found: String(free),
    next,
  });
}
