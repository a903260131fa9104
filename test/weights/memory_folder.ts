import { createHash } from 'node:crypto';
import { blobSource } from '../../src/weights/browser/blob_source.ts';
import { WeightsError } from '../../src/weights/errors.ts';
import { type FolderSource, JOURNAL, type ResumableSink } from '../../src/weights/source.ts';

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
  const pending = new Map<string, Uint8Array>();
  let used = 0;
  const put = (file: string, bytes: Uint8Array, at: number) => {
    used += bytes.length;
    if (used > room) throw new WeightsError('no-space', 'full');
    const before = pending.get(file) ?? new Uint8Array();
    const after = before.length >= at + bytes.length ? before : new Uint8Array(at + bytes.length);
    if (after !== before) after.set(before);
    after.set(bytes, at);
    pending.set(file, after);
  };
  const written = () => Object.fromEntries(pending);
  const sink: MemorySink = {
    files: {},
    aborted: false,
    kept: null,
    left: left ? memoryFolder(left) : null,
    async create(file) {
      pending.set(file, new Uint8Array());
      const bytes = () => pending.get(file) ?? new Uint8Array();
      return {
        write: async (chunk) => put(file, chunk, bytes().length),
        close: async () => ({
          bytes: bytes().length,
          sha256: createHash('sha256').update(bytes()).digest('hex'),
        }),
      };
    },
    async place(file, keep) {
      pending.set(file, (keep ? left?.[file]?.slice() : undefined) ?? new Uint8Array());
      return {
        write: async (bytes, at) => put(file, bytes, at),
        read: async (offset, length) =>
          (pending.get(file) ?? new Uint8Array()).slice(offset, offset + length),
        close: async () => {},
      };
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
