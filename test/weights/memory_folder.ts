import { createHash } from 'node:crypto';
import { blobSource } from '../../src/weights/browser/blob_source.ts';
import { WeightsError } from '../../src/weights/errors.ts';
import { lastAgreeing } from '../../src/weights/resume/marks.ts';
import { Sha256 } from '../../src/weights/sha256.ts';
import { type FileSink, type FolderSource, JOURNAL, type ResumableSink } from '../../src/weights/source.ts';

/** A folder in memory, read through the browser's Blob source. */
export function memoryFolder(files: Record<string, Uint8Array | string>, name = 'memory'): FolderSource {
  const blob = (file: string) => {
    const content = Object.hasOwn(files, file) ? files[file] : undefined;
    if (content === undefined) throw new WeightsError('not-found', 'no such file', { file });
    return new Blob([typeof content === 'string' ? content : content.slice()]);
  };
  return {
    name,
    has: async (file) => Object.hasOwn(files, file),
    list: async () => Object.keys(files).sort(),
    open: async (file) => blobSource(file, blob(file)),
  };
}

export interface MemorySink extends ResumableSink {
  /** What was committed. */
  files: Record<string, Uint8Array>;
  aborted: boolean;
  /** What another sink can go on with, after `suspend`. */
  kept: Record<string, Uint8Array> | null;
}

/**
 * A sink in memory; `files` is filled on commit.
 * @param left what an earlier one `kept`
 * @param room bytes it takes; then it is full
 */
export function memorySink(
  left: Record<string, Uint8Array> | null = null,
  room = Number.POSITIVE_INFINITY,
): MemorySink {
  const pending = new Map<string, Uint8Array[]>();
  let used = 0;
  const sinkOf = (file: string, chunks: Uint8Array[]): FileSink => {
    pending.set(file, chunks);
    const hash = () => {
      const all = createHash('sha256');
      for (const chunk of chunks) all.update(chunk);
      return all.digest('hex');
    };
    return {
      async write(bytes) {
        if (used + bytes.length > room) throw new WeightsError('no-space', 'full');
        used += bytes.length;
        chunks.push(bytes.slice());
      },
      hashSoFar: hash,
      close: async () => ({ bytes: Buffer.concat(chunks).length, sha256: hash() }),
    };
  };
  const written = () =>
    Object.fromEntries([...pending].map(([file, chunks]) => [file, new Uint8Array(Buffer.concat(chunks))]));
  const sink: MemorySink = {
    files: {},
    aborted: false,
    kept: null,
    left: left ? memoryFolder(left) : null,
    create: async (file) => sinkOf(file, []),
    async reopen(file, marks, signal) {
      const bytes = left?.[file];
      if (!bytes) return null;
      const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
      const agreed = await lastAgreeing(read, bytes.length, marks, new Sha256(), signal);
      const mark = agreed && marks[agreed.mark];
      return mark ? { sink: sinkOf(file, [bytes.slice(0, mark.bytes)]), mark: agreed.mark } : null;
    },
    async commit() {
      sink.files = { ...left, ...written() };
      delete sink.files[JOURNAL];
    },
    async suspend() {
      sink.kept = { ...left, ...written() };
    },
    async abort() {
      pending.clear();
      sink.aborted = true;
    },
    free: async () => Number.POSITIVE_INFINITY,
  };
  return sink;
}
