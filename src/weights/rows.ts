import type { CheckpointTensor } from './checkpoint.ts';
import { WeightsError } from './errors.ts';
import { dequantiseGgml } from './gguf/dequantise.ts';
import { GGML_BLOCKS, isGgmlBlockType } from './gguf/types.ts';
import { decodeFloats, dtypeBytes, isFloatDtype } from './safetensors/decode.ts';

/** Values read at a time: 4 MiB of float32 keeps the peak flat whatever the tensor's size. */
const CHUNK_VALUES = 2 ** 20;

/** Some whole rows of a tensor, as they lie in the file. */
export interface RowChunk {
  dtype: string;
  /** of source, `bytes.length` unless the rows were put together */
  sourceBytes: number;
  bytes: Uint8Array;
}

/**
 * A tensor from top to bottom, whole rows of `columns` values at a time; the next read runs while the caller works.
 * @throws WeightsError `unsupported-dtype`, `truncated`; the signal's reason
 */
export async function* readTensorRows(
  tensor: CheckpointTensor,
  columns: number,
  signal?: AbortSignal,
): AsyncGenerator<RowChunk> {
  const { join } = tensor;
  if (join === undefined) yield* readStored(tensor, columns, signal);
  else if (join.along === 'rows') for (const piece of join.pieces) yield* readStored(piece, columns, signal);
  else yield* interleaved(join.pieces, join.channels, columns, signal);
}

/** The values of a chunk as float32; exact. */
export function decodeRows({ dtype, bytes }: Pick<RowChunk, 'dtype' | 'bytes'>): Float32Array {
  if (isFloatDtype(dtype)) return decodeFloats(dtype, bytes);
  if (isGgmlBlockType(dtype)) return dequantiseGgml(dtype, bytes);
  throw new WeightsError('unsupported-dtype', 'not a float tensor', { found: dtype });
}

/** Rows that are read at a time. */
export function chunkRows(columns: number): number {
  return Math.max(1, Math.floor(CHUNK_VALUES / columns));
}

/**
 * Bytes of as many whole rows of `columns` values as are read at a time.
 * @throws WeightsError `unsupported-dtype` where rows do not lie in whole blocks
 */
export function chunkBytes({ file, name, dtype }: CheckpointTensor, columns: number): number {
  const rowBytes = isFloatDtype(dtype)
    ? columns * dtypeBytes(dtype)
    : isGgmlBlockType(dtype)
      ? (columns / GGML_BLOCKS[dtype].values) * GGML_BLOCKS[dtype].bytes
      : Number.NaN;
  if (Number.isInteger(rowBytes)) return chunkRows(columns) * rowBytes;
  throw new WeightsError('unsupported-dtype', `rows of ${columns} values cannot be read`, {
    file: file.name,
    tensor: name,
    found: dtype,
  });
}

async function* readStored(
  tensor: CheckpointTensor,
  columns: number,
  signal?: AbortSignal,
): AsyncGenerator<RowChunk> {
  const { file, dtype, offset, bytes } = tensor;
  const step = chunkBytes(tensor, columns);
  const read = (at: number) => {
    const pending = file.read(offset + at, Math.min(step, bytes - at));
    // Should the caller stop early, this read must not fail unheard.
    pending.catch(() => {});
    return pending;
  };
  file.expect?.(offset, bytes);
  let next = read(0);
  for (let at = 0; at < bytes; at += step) {
    signal?.throwIfAborted();
    const chunk = await next;
    if (at + step < bytes) next = read(at + step);
    yield { dtype, bytes: chunk, sourceBytes: chunk.length };
  }
}

/** Rows of [channels, frames, …] from one tensor of rows [channels, …] for each frame. */
async function* interleaved(
  pieces: readonly CheckpointTensor[],
  channels: number,
  columns: number,
  signal?: AbortSignal,
): AsyncGenerator<RowChunk> {
  const frames = pieces.length;
  const plane = columns / channels / frames;
  const streams = pieces.map((piece) => readStored(piece, columns / frames, signal));
  while (true) {
    const chunks = await Promise.all(streams.map((stream) => stream.next()));
    const read = chunks.flatMap(({ value, done }) => (done ? [] : [value]));
    if (read.length < frames) return;
    const values = read.map(decodeRows);
    const out = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
    for (let at = 0, plain = 0; at < out.length; plain += plane) {
      for (const frame of values) {
        out.set(frame.subarray(plain, plain + plane), at);
        at += plane;
      }
    }
    const sourceBytes = read.reduce((sum, chunk) => sum + chunk.sourceBytes, 0);
    yield { dtype: 'F32', bytes: new Uint8Array(out.buffer), sourceBytes };
  }
}
