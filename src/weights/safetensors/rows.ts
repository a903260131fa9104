import { WeightsError } from '../errors.ts';
import type { CheckpointTensor } from './checkpoint.ts';
import { decodeFloats, dtypeBytes, isFloatDtype } from './decode.ts';

/** Values decoded at a time: 4 MiB of float32 keeps the peak flat whatever the tensor's size. */
const CHUNK_VALUES = 2 ** 20;

/**
 * A tensor as float32, whole rows of `columns` values at a time; the next read runs while the caller works.
 * @throws WeightsError `unsupported-dtype`, `truncated`; the signal's reason
 */
export async function* readTensorRows(
  { file, name, dtype, offset, bytes }: CheckpointTensor,
  columns: number,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array> {
  if (!isFloatDtype(dtype)) {
    throw new WeightsError('unsupported-dtype', 'not a float tensor', {
      file: file.name,
      tensor: name,
      found: dtype,
    });
  }
  const step = Math.max(1, Math.floor(CHUNK_VALUES / columns)) * columns * dtypeBytes(dtype);
  const read = (at: number) => {
    const pending = file.read(offset + at, Math.min(step, bytes - at));
    // Should the caller stop early, this read must not fail unheard.
    pending.catch(() => {});
    return pending;
  };
  let next = read(0);
  for (let at = 0; at < bytes; at += step) {
    signal?.throwIfAborted();
    const chunk = await next;
    if (at + step < bytes) next = read(at + step);
    yield decodeFloats(dtype, chunk);
  }
}
