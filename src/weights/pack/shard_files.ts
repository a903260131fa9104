import type { Pack, Span } from '../../protocol/pack.ts';
import type { PlacedFile, ResumableSink } from '../source.ts';
import { shardName } from './spans.ts';
import { type Hasher, hashFile } from './verify.ts';

/** The shards of a pack that is filled in any order. */
export class ShardFiles {
  private constructor(
    private readonly files: readonly PlacedFile[],
    private readonly sizes: readonly number[],
  ) {}

  /** @param keep shards that an earlier go has begun; what lies there of others is discarded */
  static async open(
    sink: ResumableSink,
    sizes: readonly number[],
    keep: ReadonlySet<number>,
  ): Promise<ShardFiles> {
    const files: PlacedFile[] = [];
    for (const i of sizes.keys()) files.push(await sink.place(shardName(i), keep.has(i)));
    return new ShardFiles(files, sizes);
  }

  /** @param at bytes from the start of the span */
  async write(span: Span, at: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    if (at + bytes.length > span.bytes)
      throw new RangeError(`${bytes.length} bytes at ${at} of a span of ${span.bytes}`);
    await this.file(span.shard).write(bytes, span.offset + at);
  }

  /** Fewer bytes where the file ends before. */
  async read(span: Span, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.file(span.shard).read(span.offset + at, length);
  }

  /**
   * Fills what lies between the spans with zeros, and hashes each shard as the disk has it.
   * @param spans all of them, in the order in which they lie
   */
  async finish(
    spans: readonly Span[],
    options: {
      createHasher: () => Hasher;
      onBytes: (bytes: number) => void;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Pack['shards']> {
    for (const [i, span] of spans.entries()) {
      const next = spans[i + 1];
      const end = span.offset + span.bytes;
      if (next?.shard === span.shard && next.offset > end)
        await this.file(span.shard).write(new Uint8Array(next.offset - end), end);
    }
    const shards: Pack['shards'] = [];
    for (const [i, bytes] of this.sizes.entries()) {
      const file = this.file(i);
      const read = (offset: number, length: number) => file.read(offset, length);
      const sha256 = await hashFile({ size: bytes, read }, options);
      shards.push({ file: shardName(i), bytes, sha256 });
      await file.close();
    }
    return shards;
  }

  private file(shard: number): PlacedFile {
    const file = this.files[shard];
    if (file) return file;
    throw new RangeError(`shard ${shard} of ${this.files.length}`);
  }
}
