import { createHash } from 'node:crypto';
import { blobSource } from '../../src/weights/browser/blob_source.ts';
import { WeightsError } from '../../src/weights/errors.ts';
import type { FolderSink, FolderSource } from '../../src/weights/source.ts';

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

/** A sink in memory; `files` is filled on commit. */
export function memorySink(): FolderSink & { files: Record<string, Uint8Array>; aborted: boolean } {
  const pending = new Map<string, Uint8Array[]>();
  const sink = {
    files: {} as Record<string, Uint8Array>,
    aborted: false,
    async create(file: string) {
      const chunks: Uint8Array[] = [];
      pending.set(file, chunks);
      return {
        async write(bytes: Uint8Array) {
          chunks.push(bytes.slice());
        },
        async close() {
          const all = Buffer.concat(chunks);
          return { bytes: all.length, sha256: createHash('sha256').update(all).digest('hex') };
        },
      };
    },
    async commit() {
      for (const [file, chunks] of pending) sink.files[file] = new Uint8Array(Buffer.concat(chunks));
    },
    async abort() {
      pending.clear();
      sink.aborted = true;
    },
  };
  return sink;
}
