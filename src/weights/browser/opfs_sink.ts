import { WeightsError } from '../errors.ts';
import { lastAgreeing, type RunningHash } from '../resume/marks.ts';
import { Sha256 } from '../sha256.ts';
import { type FileSink, JOURNAL, type ResumableSink } from '../source.ts';
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
  const sinkOf = (file: string, handle: SyncHandle, bytes: number, hash: RunningHash) =>
    fileSink(file, handle, bytes, hash, () => open.delete(handle));
  return {
    left: former,
    async create(file) {
      const handle = await access(file);
      handle.truncate(0);
      return sinkOf(file, handle, 0, new Sha256());
    },
    async reopen(file, marks, signal) {
      if (!files.includes(file)) return null;
      const handle = await access(file);
      const read = (offset: number, length: number) => {
        const bytes = new Uint8Array(length);
        handle.read(bytes, { at: offset });
        return bytes;
      };
      const agreed = await lastAgreeing(read, handle.getSize(), marks, new Sha256(), signal);
      const bytes = agreed ? (marks[agreed.mark]?.bytes ?? 0) : 0;
      handle.truncate(bytes);
      if (agreed) return { sink: sinkOf(file, handle, bytes, agreed.hash), mark: agreed.mark };
      handle.close();
      open.delete(handle);
      return null;
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

function fileSink(
  file: string,
  handle: SyncHandle,
  length: number,
  hash: RunningHash,
  onClose: () => void,
): FileSink {
  let bytes = length;
  return {
    async write(chunk) {
      hash.update(chunk);
      const written = writeChunk(file, handle, chunk, bytes);
      if (written !== chunk.length) throw noSpace(file, `${chunk.length} bytes at ${bytes}`, String(written));
      bytes += written;
    },
    hashSoFar: () => hash.copy().digest(),
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
