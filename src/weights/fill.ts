import { WeightsError } from './errors.ts';
import type { ShardFiles } from './pack/shard_files.ts';
import { inlinePacker, type Packer } from './packing/packer.ts';
import { PieceWriter } from './piece_writer.ts';
import { missingPieces, type Piece } from './pieces.ts';
import { type CollectedFrames, readWeights } from './read_weights.ts';
import { type JournalEntry, journalLines, writeJournal } from './resume/journal.ts';
import type { ImportPlan } from './resume/plan.ts';
import type { ResumableSink } from './source.ts';

export interface FillOptions {
  sink: ResumableSink;
  shards: ShardFiles;
  /** Finished pieces; grows, and loses those of a file with another hash. */
  done: Map<Piece, JournalEntry>;
  /** files that an earlier go has read whole and compared with their published hash */
  checked: readonly string[];
  packer: Packer | undefined;
  signal: AbortSignal | undefined;
  /** of source, once they are written */
  onBytes: (tensor: string, bytes: number) => void;
}

/**
 * Reads every file that has something to be done, front to back, and notes what is finished.
 * @throws WeightsError, or the signal's reason
 */
export async function fillShards(
  { header, tensors, files }: ImportPlan,
  { sink, shards, done, checked, packer = inlinePacker, signal, onBytes }: FillOptions,
): Promise<void> {
  const missing = () => missingPieces(tensors, done);
  // A file of which something is read again is hashed again.
  const stillChecked = checked.filter((file) => !missing().some((piece) => isOf(piece, file)));
  const entries = [...done.values()];
  const journal = await writeJournal(sink, { header, entries, checked: stillChecked });
  const writer = new PieceWriter(shards, packer, {
    bytes: (piece, bytes) => onBytes(piece.tensor.name, bytes),
    async finished(piece, entry) {
      await journal.write(journalLines([entry]));
      done.set(piece, entry);
    },
  });
  const frames: CollectedFrames = new Map();
  try {
    for (const { file, sha256 } of files) {
      const published = stillChecked.includes(file.name) ? undefined : sha256;
      const states = [...done.values()].flatMap(({ read }) => (read?.file === file.name ? [read.state] : []));
      await readWeights({ file, published, states, missing: missing(), frames, writer, signal });
      if (published) await journal.write(journalLines([{ checked: file.name }]));
    }
  } catch (error) {
    if (!(error instanceof WeightsError && error.code === 'hash-mismatch')) throw error;
    // Nothing of that file is to be gone on with.
    for (const piece of done.keys()) if (isOf(piece, error.detail.file)) done.delete(piece);
    await journal.close();
    await writeJournal(sink, { header, entries: [...done.values()], checked: stillChecked });
    throw error;
  }
}

function isOf({ frames }: Piece, file: string | undefined): boolean {
  return frames.some((frame) => frame.file.name === file);
}
