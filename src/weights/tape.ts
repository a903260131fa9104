import type { ByteSource } from './source.ts';

/** Part of a file that somebody wants, `step` bytes at a time. */
export interface Extent<T> {
  at: number;
  bytes: number;
  step: number;
  of: T;
}

export interface TapeChunk<T> {
  of: T;
  bytes: Uint8Array;
  /** The extent ends with it. */
  last: boolean;
}

/** bytes at a time of what nobody wants but the hash */
const GAP_STEP = 2 ** 21;
/** reads that run while the caller works */
const AHEAD = 4;

interface Read<T> {
  at: number;
  bytes: number;
  extent: Extent<T> | null;
}

/**
 * A file from front to back: its extents in the order in which they lie, each as its chunks. With a `hash`, every byte
 * from `from` on to the end of the file is read and goes into it; otherwise what lies between is not read.
 * @param extents ascending, none before `from`
 * @throws what the file throws; the signal's reason
 */
export async function* readTape<T>(
  file: ByteSource,
  extents: readonly Extent<T>[],
  {
    from,
    hash,
    signal,
  }: { from: number; hash: { update(bytes: Uint8Array): unknown } | null; signal?: AbortSignal | undefined },
): AsyncGenerator<TapeChunk<T>> {
  const reads = hash
    ? wholeReads(file, extents, from)
    : extents.flatMap((extent) => cut(extent, extent.step, extent));
  for (const { at, bytes } of hash ? [{ at: from, bytes: file.size - from }] : extents)
    file.expect?.(at, bytes);
  const running: { read: Read<T>; bytes: Promise<Uint8Array> }[] = [];
  let next = 0;
  for (;;) {
    signal?.throwIfAborted();
    for (; running.length < AHEAD && next < reads.length; next++) {
      const read = reads[next] as Read<T>;
      const bytes = file.read(read.at, read.bytes);
      // Should the caller stop early, this read must not fail unheard.
      bytes.catch(() => {});
      running.push({ read, bytes });
    }
    const first = running.shift();
    if (!first) return;
    const bytes = await first.bytes;
    hash?.update(bytes);
    const { extent, at } = first.read;
    if (extent) yield { of: extent.of, bytes, last: at + bytes.length === extent.at + extent.bytes };
  }
}

function wholeReads<T>(file: ByteSource, extents: readonly Extent<T>[], from: number): Read<T>[] {
  const reads: Read<T>[] = [];
  let at = from;
  for (const extent of extents) {
    reads.push(...cut<T>({ at, bytes: extent.at - at }, GAP_STEP, null), ...cut(extent, extent.step, extent));
    at = extent.at + extent.bytes;
  }
  reads.push(...cut<T>({ at, bytes: file.size - at }, GAP_STEP, null));
  return reads;
}

function cut<T>(
  { at, bytes }: { at: number; bytes: number },
  step: number,
  extent: Extent<T> | null,
): Read<T>[] {
  return Array.from({ length: Math.ceil(bytes / step) }, (_, i) => ({
    at: at + i * step,
    bytes: Math.min(step, bytes - i * step),
    extent,
  }));
}
