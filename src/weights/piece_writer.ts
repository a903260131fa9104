import type { PackTensor, Span } from '../protocol/pack.ts';
import { WeightsError } from './errors.ts';
import { spanBytes } from './pack/layout.ts';
import type { ShardFiles } from './pack/shard_files.ts';
import { chunkDigest, type PackedChunk } from './packing/chunk.ts';
import type { Packer } from './packing/packer.ts';
import { type Piece, type PlannedTensor, sourceBytes } from './pieces.ts';
import type { JournalEntry } from './resume/journal.ts';
import { chunkRows, type RowChunk } from './rows.ts';
import { sha256Hex } from './sha256.ts';

interface Waiting {
  piece: Piece;
  bytes: number;
  packed: Promise<PackedChunk>;
  read: JournalEntry['read'];
}

/** What is written of a piece that is not finished. */
interface Begun {
  data: number;
  scales: number;
  digests: string[];
  sums: JournalEntry['sums'];
}

/** Has chunks of source packed, several at a time, and writes each to its place, in the order in which they come. */
export class PieceWriter {
  private readonly waiting: Waiting[] = [];
  private readonly begun = new Map<Piece, Begun>();

  constructor(
    private readonly shards: ShardFiles,
    private readonly packer: Packer,
    private readonly on: {
      /** bytes of source that are written */
      bytes: (piece: Piece, bytes: number) => void;
      finished: (piece: Piece, entry: JournalEntry) => Promise<void>;
    },
  ) {}

  /** The next rows of a piece. @param read for its last ones: where the hash of the file stands */
  async take(
    piece: Piece,
    { dtype, bytes, sourceBytes }: RowChunk,
    read?: JournalEntry['read'],
  ): Promise<void> {
    const { kind, tensor } = piece;
    const packed = this.packer.pack({ kind, dtype, bytes, columns: tensor.columns });
    // Should an earlier one fail, this one must not fail unheard.
    packed.catch(() => {});
    this.waiting.push({ piece, bytes: sourceBytes, packed, read });
    while (this.waiting.length > 2 * this.packer.width) await this.writeNext();
  }

  /** Ends once all that was taken is written. */
  async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.writeNext();
  }

  private async writeNext(): Promise<void> {
    const next = this.waiting.shift();
    if (!next) return;
    const { piece, read } = next;
    const { tensor } = piece;
    const packed = await next.packed.catch((error: unknown) => {
      throw error instanceof RangeError ? notFinite(piece) : error;
    });
    const done = this.begun.get(piece) ?? { data: 0, scales: 0, digests: [], sums: [] };
    this.begun.set(piece, done);
    await this.shards.write(tensor.data, piece.data.at + done.data, packed.data);
    if (tensor.scales) await this.shards.write(tensor.scales, piece.scales.at + done.scales, packed.scales);
    done.data += packed.data.length;
    done.scales += packed.scales.length;
    done.digests.push(packed.digest);
    if (piece.kind !== 'f32') done.sums.push([packed.squaredError, packed.squaredNorm]);
    this.on.bytes(piece, next.bytes);
    if (done.data < piece.data.bytes) return;
    this.begun.delete(piece);
    await this.on.finished(piece, {
      tensor: tensor.name,
      part: tensor.pieces.indexOf(piece),
      sourceBytes: sourceBytes(piece),
      digest: digestOf(done.digests),
      sums: done.sums,
      ...(read ? { read } : {}),
    });
  }
}

function notFinite({ tensor, source }: Piece): WeightsError {
  return new WeightsError('not-finite', 'the tensor holds values that are not finite numbers', {
    file: source.file.name,
    tensor: tensor.name,
    next: 'The checkpoint is damaged; fetch it again',
  });
}

function digestOf(digests: readonly string[]): string {
  return sha256Hex(new TextEncoder().encode(digests.join()));
}

/** Whether the shards still hold what was noted of a piece: a power cut can lose what was written last. */
export async function isThere(piece: Piece, entry: JournalEntry, shards: ShardFiles): Promise<boolean> {
  const { kind, tensor, frames } = piece;
  const rows = chunkRows(tensor.columns / frames.length);
  const step = spanBytes(kind, [rows, tensor.columns]);
  const digests: string[] = [];
  for (let data = 0, scales = 0; data < piece.data.bytes; data += step.data, scales += step.scales) {
    const part = async (
      span: Span | undefined,
      { at, bytes }: Piece['data'],
      from: number,
      length: number,
    ) => (span ? shards.read(span, at + from, Math.min(length, bytes - from)) : new Uint8Array());
    digests.push(
      await chunkDigest(
        await part(tensor.data, piece.data, data, step.data),
        await part(tensor.scales, piece.scales, scales, step.scales),
      ),
    );
  }
  return digestOf(digests) === entry.digest;
}

/** A tensor as pack.json describes it. @param entries of its pieces, in their order */
export function packTensorOf(tensor: PlannedTensor, entries: readonly JournalEntry[]): PackTensor {
  const { kind, shape, data, scales } = tensor;
  if (!scales) return { kind, shape, data };
  let squaredError = 0;
  let squaredNorm = 0;
  for (const [error, norm] of entries.flatMap((entry) => entry.sums)) {
    squaredError += error;
    squaredNorm += norm;
  }
  const relativeError = squaredNorm > 0 ? Math.sqrt(squaredError / squaredNorm) : 0;
  return { kind, shape, data, scales, relativeError };
}
