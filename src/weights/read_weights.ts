import type { PieceWriter } from './piece_writer.ts';
import type { Piece } from './pieces.ts';
import { chunkBytes, readTensorRows } from './rows.ts';
import { Sha256, type Sha256State } from './sha256.ts';
import { type ByteSource, memorySource } from './source.ts';
import { type Extent, readTape } from './tape.ts';

/** Frames of joined tensors that were read and wait for the others; small, and seldom in several files. */
export type CollectedFrames = Map<Piece, Map<number, Uint8Array[]>>;

interface WeightsFile {
  file: ByteSource;
  /** whether the whole file is read for its SHA-256 */
  hashed: boolean;
  /** where an earlier hash of this file stood */
  states: readonly Sha256State[];
  /** pieces that are not finished, of this file or of others */
  missing: readonly Piece[];
  frames: CollectedFrames;
  writer: PieceWriter;
  signal: AbortSignal | undefined;
}

/**
 * Passes what is missing of one file to the writer, front to back, and ends when it is written. Where it is hashed the
 * rest of the file is read as well, from the last place where all before it was finished.
 * @returns its SHA-256 in hex, where it is hashed
 * @throws what reading and writing throw; the signal's reason
 */
export async function readWeights({
  file,
  hashed,
  states,
  missing,
  frames,
  writer,
  signal,
}: WeightsFile): Promise<string | null> {
  const extents = extentsIn(file, missing);
  if (extents.length === 0 && !hashed) return null;
  const first = extents[0]?.at ?? file.size;
  const state = states.filter(({ length }) => length <= first).reduce<Sha256State | null>(later, null);
  const hash = hashed ? (state ? Sha256.from(state) : new Sha256()) : null;
  const from = state?.length ?? 0;
  for await (const { of, bytes, last } of readTape(file, extents, { from, hash, signal })) {
    const { piece, frame } = of;
    const { dtype } = piece.source;
    if (piece.frames.length === 1) {
      const read = last && hash ? { file: file.name, state: hash.state() } : undefined;
      await writer.take(piece, { dtype, bytes, sourceBytes: bytes.length }, read);
    } else {
      const collected = collect(frames, piece, frame, bytes);
      if (last && collected.size === piece.frames.length) {
        frames.delete(piece);
        for await (const rows of joinedRows(piece, collected, signal)) await writer.take(piece, rows);
      }
    }
  }
  await writer.drain();
  return hash?.digest() ?? null;
}

function later(a: Sha256State | null, b: Sha256State): Sha256State {
  return a && a.length > b.length ? a : b;
}

function extentsIn(file: ByteSource, missing: readonly Piece[]): Extent<{ piece: Piece; frame: number }>[] {
  return missing
    .flatMap((piece) =>
      piece.frames.flatMap((source, frame) => {
        if (source.file.name !== file.name) return [];
        const { offset: at, bytes } = source;
        const step = chunkBytes(source, piece.tensor.columns / piece.frames.length);
        return [{ at, bytes, step, of: { piece, frame } }];
      }),
    )
    .sort((a, b) => a.at - b.at);
}

function collect(
  frames: CollectedFrames,
  piece: Piece,
  frame: number,
  bytes: Uint8Array,
): Map<number, Uint8Array[]> {
  const collected = frames.get(piece) ?? new Map<number, Uint8Array[]>();
  frames.set(piece, collected);
  collected.set(frame, [...(collected.get(frame) ?? []), bytes]);
  return collected;
}

function joinedRows({ source, tensor }: Piece, collected: Map<number, Uint8Array[]>, signal?: AbortSignal) {
  const { join } = source;
  if (!join) throw new RangeError(`${source.name} is not joined`);
  const pieces = join.pieces.map((frame, i) => {
    const bytes = new Uint8Array(frame.bytes);
    let at = 0;
    for (const part of collected.get(i) ?? []) {
      bytes.set(part, at);
      at += part.length;
    }
    return { ...frame, offset: 0, file: memorySource(frame.file.name, bytes) };
  });
  return readTensorRows({ ...source, join: { ...join, pieces } }, tensor.columns, signal);
}
