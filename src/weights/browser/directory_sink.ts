import { WeightsError } from '../errors.ts';
import { Sha256 } from '../sha256.ts';
import type { FolderSink } from '../source.ts';
import { PACK_FILE } from './opfs_sink.ts';

/**
 * Writes a new folder in one that the person has picked. Its pack.json is closed, and by that appears, on commit.
 * @throws WeightsError `already-there` when that folder has something of this name; `no-space` while writing
 */
export async function directorySink(parent: FileSystemDirectoryHandle, name: string): Promise<FolderSink> {
  for await (const other of parent.keys()) {
    if (other !== name) continue;
    throw new WeightsError('already-there', `${parent.name} already has ${name}`, {
      next: 'Choose another folder, or rename that one',
    });
  }
  const folder = await parent.getDirectoryHandle(name, { create: true });
  const open = new Map<string, FileSystemWritableFileStream>();
  return {
    async create(file) {
      const handle = await folder.getFileHandle(file, { create: true });
      const out = await handle.createWritable();
      open.set(file, out);
      const hash = new Sha256();
      let bytes = 0;
      return {
        async write(chunk) {
          await out.write(chunk.slice()).catch((error: unknown) => {
            throw toldAsNoSpace(file, error);
          });
          hash.update(chunk);
          bytes += chunk.length;
        },
        async close() {
          if (file !== PACK_FILE) {
            await out.close();
            open.delete(file);
          }
          return { bytes, sha256: hash.digest() };
        },
      };
    },
    async commit() {
      for (const out of open.values()) await out.close();
      open.clear();
    },
    async abort() {
      for (const out of open.values()) await out.abort().catch(() => {});
      await parent.removeEntry(name, { recursive: true });
    },
  };
}

function toldAsNoSpace(file: string, error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') return error;
  return new WeightsError('no-space', 'the disk is full', { file, next: 'Free some disk space' });
}
