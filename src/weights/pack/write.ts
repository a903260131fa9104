import type { Pack, Span } from '../../protocol/pack.ts';
import type { FileSink, FolderSink, WrittenFile } from '../source.ts';
import { alignUp, SHARD_LIMIT } from './layout.ts';

/** Where a writer stands: the shards it has closed, and how far the open one is. */
export interface ShardsSoFar {
  closed: Pack['shards'];
  open: WrittenFile & { file: string };
}

/** Lays spans one after the other into shards: 64-byte aligned, a new shard where one would pass the limit. */
export class ShardWriter {
  private shards: Pack['shards'] = [];
  private file: FileSink | undefined;
  private fileName = '';
  private offset = 0;
  private open = 0;

  constructor(
    private readonly sink: FolderSink,
    private readonly shardLimit = SHARD_LIMIT,
  ) {}

  /** Goes on where an earlier writer stood. @param file its open shard, with exactly that much in it */
  resume({ closed, open }: ShardsSoFar, file: FileSink): void {
    this.shards = [...closed];
    this.file = file;
    this.fileName = open.file;
    this.offset = open.bytes;
  }

  /** @throws RangeError before the first span and in the middle of one */
  soFar(): ShardsSoFar {
    this.checkFilled();
    if (!this.file) throw new RangeError('nothing was written yet');
    return {
      closed: [...this.shards],
      open: { file: this.fileName, bytes: this.offset, sha256: this.file.hashSoFar() },
    };
  }

  /** Begins a span; exactly `bytes` bytes must be written before the next one begins. */
  async begin(bytes: number): Promise<Span> {
    this.checkFilled();
    const aligned = alignUp(this.offset);
    if (this.file && aligned + bytes > this.shardLimit) await this.closeShard();
    if (!this.file) {
      this.fileName = `shard-${String(this.shards.length).padStart(2, '0')}.bin`;
      this.file = await this.sink.create(this.fileName);
      this.offset = 0;
    } else if (aligned > this.offset) {
      await this.file.write(new Uint8Array(aligned - this.offset));
      this.offset = aligned;
    }
    this.open = bytes;
    return { shard: this.shards.length, offset: this.offset, bytes };
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.file || bytes.length > this.open) {
      throw new RangeError(`${bytes.length} bytes written into a span with ${this.open} left`);
    }
    await this.file.write(bytes);
    this.open -= bytes.length;
    this.offset += bytes.length;
  }

  async finish(): Promise<Pack['shards']> {
    this.checkFilled();
    await this.closeShard();
    return this.shards;
  }

  private checkFilled(): void {
    if (this.open > 0) throw new RangeError(`a span ended ${this.open} bytes early`);
  }

  private async closeShard(): Promise<void> {
    if (!this.file) return;
    const { bytes, sha256 } = await this.file.close();
    this.shards.push({ file: this.fileName, bytes, sha256 });
    this.file = undefined;
  }
}
