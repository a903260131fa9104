import type { Pack, Span } from '../../protocol/pack.ts';
import type { FileSink, FolderSink } from '../source.ts';
import { SHARD_LIMIT } from './layout.ts';
import { SpanLayout, shardName } from './spans.ts';

/** Writes spans one after the other into shards, as a `SpanLayout` places them. */
export class ShardWriter {
  private readonly layout: SpanLayout;
  private readonly shards: Pack['shards'] = [];
  private file: FileSink | undefined;
  private offset = 0;
  private open = 0;

  constructor(
    private readonly sink: FolderSink,
    shardLimit = SHARD_LIMIT,
  ) {
    this.layout = new SpanLayout(shardLimit);
  }

  /** Begins a span; exactly `bytes` bytes must be written before the next one begins. */
  async begin(bytes: number): Promise<Span> {
    this.checkFilled();
    const span = this.layout.place(bytes);
    if (span.shard === this.shards.length + 1) await this.closeShard();
    if (!this.file) {
      this.file = await this.sink.create(shardName(span.shard));
      this.offset = 0;
    }
    if (span.offset > this.offset) await this.file.write(new Uint8Array(span.offset - this.offset));
    this.offset = span.offset;
    this.open = bytes;
    return span;
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
    this.shards.push({ file: shardName(this.shards.length), bytes, sha256 });
    this.file = undefined;
  }
}
