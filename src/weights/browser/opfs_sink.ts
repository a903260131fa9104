import { WeightsError } from '../errors.ts';
import { Sha256 } from '../sha256.ts';
import { type FileSink, JOURNAL, type PlacedFile, type ResumableSink } from '../source.ts';
import { directoryFolder } from './directory_folder.ts';
import { freeBytes } from './room.ts';

/** What makes a folder of the store a pack. */
export const PACK_FILE = 'pack.json';
const UNCOMMITTED = 'pack.json.partial';

/** The part of FileSystemSyncAccessHandle used here; TypeScript has it in the library for workers only. */
interface SyncHandle {
  getSize(): number;
  read(bytes: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(bytes: number): void;
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
 * one file: a folder without pack.json is no pack. With a journal it is what an earlier go left, and otherwise the
 * next sweep deletes it.
 * @throws WeightsError `already-there` when the store has a folder of that name that cannot be gone on with
 */
export async function opfsSink(store: FileSystemDirectoryHandle, id: string): Promise<ResumableSink> {
  const former = await store.getDirectoryHandle(id).then(directoryFolder, () => null);
  const files = (await former?.list()) ?? [];
  if (former && (files.includes(PACK_FILE) || !files.includes(JOURNAL))) {
    throw new WeightsError('already-there', `the model store already has ${id}`);
  }
  const folder = await store.getDirectoryHandle(id, { create: true });
  const fileHandle = async (file: string) =>
    (await folder.getFileHandle(file, { create: true })) as OpfsFileHandle;
  const open = new Set<SyncHandle>();
  const access = async (file: string) => {
    const handle = await (await fileHandle(file === PACK_FILE ? UNCOMMITTED : file)).createSyncAccessHandle();
    open.add(handle);
    return handle;
  };
  const closeAll = () => {
    for (const handle of open) handle.close();
    open.clear();
  };
  return {
    left: former,
    async create(file) {
      const handle = await access(file);
      handle.truncate(0);
      return fileSink(file, handle, () => open.delete(handle));
    },
    async place(file, keep) {
      const handle = await access(file);
      if (!keep) handle.truncate(0);
      return placedFile(file, handle, () => open.delete(handle));
    },
    async commit() {
      closeAll();
      await (await fileHandle(UNCOMMITTED)).move(PACK_FILE);
      await folder.removeEntry(JOURNAL).catch(() => {});
    },
    async suspend() {
      closeAll();
    },
    async abort() {
      closeAll();
      await store.removeEntry(id, { recursive: true });
    },
    free: freeBytes,
  };
}

function fileSink(file: string, handle: SyncHandle, onClose: () => void): FileSink {
  const hash = new Sha256();
  let bytes = 0;
  return {
    async write(chunk) {
      hash.update(chunk);
      writeChunk(file, handle, chunk, bytes);
      bytes += chunk.length;
    },
    async close() {
      closed(handle, onClose);
      return { bytes, sha256: hash.digest() };
    },
  };
}

function placedFile(file: string, handle: SyncHandle, onClose: () => void): PlacedFile {
  return {
    write: async (bytes, at) => writeChunk(file, handle, bytes, at),
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, handle.read(bytes, { at: offset }));
    },
    close: async () => closed(handle, onClose),
  };
}

function closed(handle: SyncHandle, onClose: () => void): void {
  handle.flush();
  handle.close();
  onClose();
}

/** @throws WeightsError `no-space` */
function writeChunk(file: string, handle: SyncHandle, chunk: Uint8Array, at: number): void {
  let written: number;
  try {
    written = handle.write(chunk, { at });
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
    throw noSpace(file, `${chunk.length} bytes at ${at}`, 'none');
  }
  if (written !== chunk.length) throw noSpace(file, `${chunk.length} bytes at ${at}`, String(written));
}

function noSpace(file: string, expected: string, found: string): WeightsError {
  return new WeightsError('no-space', 'the browser has no room left for it', {
    file,
    expected,
    found,
    next: 'Free some disk space or remove a model',
  });
}
