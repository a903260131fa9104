import { WeightsError } from '../errors.ts';
import { Sha256 } from '../sha256.ts';
import type { FileSink, FolderSink } from '../source.ts';

/** What makes a folder of the store a pack. */
export const PACK_FILE = 'pack.json';
const UNCOMMITTED = 'pack.json.partial';

/** The part of FileSystemSyncAccessHandle used here; TypeScript has it in the library for workers only. */
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

type OpfsFileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<SyncHandle>;
  /** In Chrome since 95, not in the standard. */
  move(name: string): Promise<void>;
};

/**
 * Writes a pack's folder into the pack store; runs in a dedicated worker only, which has sync access handles.
 * OPFS cannot rename folders, so pack.json is written under another name, and the commit is the renaming of this
 * one file: a folder without pack.json is no pack, and the next sweep deletes it.
 * @throws WeightsError `already-there` when the store has a folder of that name; `no-space` while writing
 */
export async function opfsSink(store: FileSystemDirectoryHandle, id: string): Promise<FolderSink> {
  for await (const name of store.keys()) {
    if (name === id) throw new WeightsError('already-there', `the model store already has ${id}`);
  }
  const folder = await store.getDirectoryHandle(id, { create: true });
  const fileHandle = async (file: string) =>
    (await folder.getFileHandle(file, { create: true })) as OpfsFileHandle;
  const open = new Set<SyncHandle>();
  return {
    async create(file) {
      const handle = await (
        await fileHandle(file === PACK_FILE ? UNCOMMITTED : file)
      ).createSyncAccessHandle();
      open.add(handle);
      return fileSink(file, handle, () => open.delete(handle));
    },
    async commit() {
      await (await fileHandle(UNCOMMITTED)).move(PACK_FILE);
    },
    async abort() {
      for (const handle of open) handle.close();
      await store.removeEntry(id, { recursive: true });
    },
  };
}

function fileSink(file: string, handle: SyncHandle, onClose: () => void): FileSink {
  const hash = new Sha256();
  let bytes = 0;
  return {
    async write(chunk) {
      hash.update(chunk);
      const written = writeChunk(file, handle, chunk, bytes);
      if (written !== chunk.length) throw noSpace(file, `${chunk.length} bytes at ${bytes}`, String(written));
      bytes += written;
    },
    async close() {
      handle.flush();
      handle.close();
      onClose();
      return { bytes, sha256: hash.digest() };
    },
  };
}

function writeChunk(file: string, handle: SyncHandle, chunk: Uint8Array, at: number): number {
  try {
    return handle.write(chunk, { at });
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
    throw noSpace(file, `${chunk.length} bytes at ${at}`, 'none');
  }
}

function noSpace(file: string, expected: string, found: string): WeightsError {
  return new WeightsError('no-space', 'the browser has no room left for it', {
    file,
    expected,
    found,
    next: 'Free some disk space or remove a model',
  });
}
