import type { Span } from '../../protocol/pack.ts';
import { alignUp, SHARD_LIMIT } from './layout.ts';

/** Lays spans one after the other into shards: 64-byte aligned, a new shard where one would pass the limit. */
export class SpanLayout {
  /** bytes of each shard so far */
  readonly shards: number[] = [];

  constructor(private readonly shardLimit = SHARD_LIMIT) {}

  place(bytes: number): Span {
    const last = this.shards.at(-1);
    const aligned = last === undefined ? 0 : alignUp(last);
    if (last === undefined || aligned + bytes > this.shardLimit) this.shards.push(0);
    const shard = this.shards.length - 1;
    const offset = this.shards[shard] === 0 ? 0 : aligned;
    this.shards[shard] = offset + bytes;
    return { shard, offset, bytes };
  }
}

export function shardName(index: number): string {
  return `shard-${String(index).padStart(2, '0')}.bin`;
}
