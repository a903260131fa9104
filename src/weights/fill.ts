import { WeightsError } from './errors.ts';
import type { ShardFiles } from './pack/shard_files.ts';
import { inlinePacker, type Packer } from './packing/packer.ts';
import { PieceWriter } from './piece_writer.ts';
import { isPartOf, missingPieces, type Piece } from './pieces.ts';
import { type CollectedFrames, readWeights } from './read_weights.ts';
import {
  type Journal,
  type JournalEntry,
  journalLines,
  type OtherFile,
  writeJournal,
} from './resume/journal.ts';
import type { ImportPlan } from './resume/plan.ts';
import type { ResumableSink } from './source.ts';

export interface FillOptions {
  sink: ResumableSink;
  shards: ShardFiles;
  /** Finished pieces; grows, and loses those of a file that is damaged. */
  done: Map<Piece, JournalEntry>;
  /** files that an earlier go has read whole and compared with their hash; `others`: those the person has accepted */
  left: Pick<Journal, 'checked' | 'others'>;
  /** whether files that are not the published ones are imported */
  fineTune: boolean;
  packer: Packer | undefined;
  signal: AbortSignal | undefined;
  /** of source, once they are written */
  onBytes: (tensor: string, bytes: number) => void;
}

/**
 * Reads every file that has something to be done, front to back, and notes what is finished.
 * @returns the files that are not the published ones, all of which the person has accepted
 * @throws WeightsError, or the signal's reason
 */
export async function fillShards(
  { header, tensors, files, upstream }: ImportPlan,
  { sink, shards, done, left, fineTune, packer = inlinePacker, signal, onBytes }: FillOptions,
): Promise<OtherFile[]> {
  const missing = () => missingPieces(tensors, done);
  // A file of which something is read again is hashed again.
  const checked = left.checked.filter((file) => !missing().some((piece) => isPartOf(piece, file)));
  const others = [...left.others];
  const journal = await writeJournal(sink, { header, entries: [...done.values()], checked, others });
  const writer = new PieceWriter(shards, packer, {
    bytes: (piece, bytes) => onBytes(piece.tensor.name, bytes),
    async finished(piece, entry) {
      await journal.write(journalLines([entry]));
      done.set(piece, entry);
    },
  });
  const frames: CollectedFrames = new Map();
  for (const { file, sent, published } of files) {
    // Once one is not the published one, the hashes of the rest tell nothing more.
    const hash = checked.includes(file.name)
      ? undefined
      : (sent ?? (others.length > 0 ? undefined : published));
    const states = [...done.values()].flatMap(({ read }) => (read?.file === file.name ? [read.state] : []));
    const hashed = hash !== undefined;
    const sha256 = await readWeights({ file, hashed, states, missing: missing(), frames, writer, signal });
    if (sha256 === null || hash === undefined) continue;
    if (sha256 === hash) {
      await journal.write(journalLines([{ checked: file.name }]));
    } else if (sent === undefined && upstream) {
      const { repository } = upstream;
      const other = { other: file.name, sha256, published: hash, repository, accepted: fineTune };
      await journal.write(journalLines([other]));
      if (!fineTune) throw notPublished(other);
      others.push(other);
    } else {
      // Nothing of that file is to be gone on with.
      for (const piece of done.keys()) if (isPartOf(piece, file.name)) done.delete(piece);
      await journal.close();
      await writeJournal(sink, { header, entries: [...done.values()], checked, others });
      throw damaged(file.name, hash, sha256);
    }
  }
  return others;
}

function damaged(file: string, sent: string, found: string): WeightsError {
  return new WeightsError('hash-mismatch', 'this is not the file that was published', {
    file,
    expected: `sha256 ${sent}`,
    found,
    next: 'What was made of it is discarded; fetch this file again, from another server if it happens twice, then import again',
  });
}

function notPublished({ other, sha256, published, repository }: OtherFile): WeightsError {
  return new WeightsError(
    'not-published',
    `the folder has the shape of ${repository}, and this is not its published file: it was damaged on the way, or the model was trained further`,
    {
      file: other,
      expected: `sha256 ${published}`,
      found: sha256,
      next: 'What is finished is kept: fetch this file again and import again, or import the files as they are, as a fine-tune',
    },
  );
}
