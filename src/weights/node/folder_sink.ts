import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WeightsError } from '../errors.ts';
import { type FileSink, JOURNAL, type PlacedFile, type ResumableSink } from '../source.ts';
import { fileFolder } from './file_folder.ts';
import { LOCK, lockFolder } from './lock.ts';

export interface FolderSinkOptions {
  /** Writes over a folder that is not empty. */
  replace?: boolean;
  /** Discards what an earlier go left. */
  restart?: boolean;
}

/**
 * Writes a folder that appears all at once: into its neighbour `PATH.partial`, renamed on commit. What lies there
 * from an earlier go is `left`, if it has a journal.
 * @throws WeightsError `already-there` when `path` holds something and `replace` is not set, or while another
 *   process writes there
 */
export async function folderSink(
  path: string,
  { replace = false, restart = false }: FolderSinkOptions = {},
): Promise<ResumableSink> {
  const target = resolve(path);
  const occupied = existsSync(target) && (await readdir(target)).length > 0;
  if (occupied && !replace) {
    throw new WeightsError('already-there', `${path} is not empty`, {
      next: 'Give another folder, or --replace to write over it',
    });
  }
  const temporary = `${target}.partial`;
  const old = `${target}.old-${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await mkdir(temporary, { recursive: true });
  await lockFolder(temporary);
  const resumable = !restart && existsSync(join(temporary, JOURNAL));
  if (!resumable) {
    const leftovers = (await readdir(temporary)).filter((file) => file !== LOCK);
    for (const file of leftovers) await rm(join(temporary, file), { recursive: true });
  }
  const opened = new Set<FileHandle>();
  const opening = async (file: string, flags: string) => {
    const handle = await open(join(temporary, file), flags);
    opened.add(handle);
    return handle;
  };
  const closeAll = async () => {
    for (const handle of opened) await handle.close();
    opened.clear();
  };
  return {
    left: resumable ? fileFolder(temporary) : null,
    async create(file) {
      const handle = await opening(file, 'w');
      return fileSink(handle, () => opened.delete(handle));
    },
    async place(file, keep) {
      const handle = await opening(file, keep && existsSync(join(temporary, file)) ? 'r+' : 'w+');
      return placedFile(handle, () => opened.delete(handle));
    },
    async commit() {
      await closeAll();
      await rm(join(temporary, LOCK), { force: true });
      if (existsSync(target)) await rename(target, old);
      await rename(temporary, target);
      await rm(join(target, JOURNAL), { force: true });
      await rm(old, { recursive: true, force: true });
    },
    async suspend() {
      await closeAll();
      await rm(join(temporary, LOCK), { force: true });
    },
    async abort() {
      await closeAll();
      await rm(temporary, { recursive: true, force: true });
    },
    async free() {
      const { bavail, bsize } = await statfs(temporary);
      return bavail * bsize;
    },
  };
}

function fileSink(handle: FileHandle, onClose: () => void): FileSink {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async write(chunk) {
      hash.update(chunk);
      await writeAt(handle, chunk, bytes);
      bytes += chunk.length;
    },
    async close() {
      onClose();
      await flushed(handle);
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

function placedFile(handle: FileHandle, onClose: () => void): PlacedFile {
  return {
    write: (bytes, at) => writeAt(handle, bytes, at),
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
    async close() {
      onClose();
      await flushed(handle);
    },
  };
}

async function writeAt(handle: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle
      .write(chunk, done, chunk.length - done, at + done)
      .catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOSPC' || error.code === 'EDQUOT' ? diskFull() : error;
      });
    done += bytesWritten;
  }
}

/** On the disk before a rename makes it a pack. */
async function flushed(handle: FileHandle): Promise<void> {
  await handle.sync();
  await handle.close();
}

function diskFull(): WeightsError {
  return new WeightsError('no-space', 'the disk is full', { next: 'Free some disk space' });
}
