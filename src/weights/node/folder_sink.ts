import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WeightsError } from '../errors.ts';
import { lastAgreeing, type RunningHash } from '../resume/marks.ts';
import { type FileSink, JOURNAL, type ResumableSink } from '../source.ts';
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
  const sinkOf = (handle: FileHandle, bytes: number, hash: RunningHash) => {
    opened.add(handle);
    return fileSink(handle, bytes, hash, () => opened.delete(handle));
  };
  const closeAll = async () => {
    for (const handle of opened) await handle.close();
    opened.clear();
  };
  return {
    left: resumable ? fileFolder(temporary) : null,
    async create(file) {
      return sinkOf(await open(join(temporary, file), 'w'), 0, nodeHash());
    },
    async reopen(file, marks, signal) {
      const handle = await open(join(temporary, file), 'r+').catch(() => null);
      if (!handle) return null;
      const { size } = await handle.stat();
      const read = async (offset: number, length: number) => {
        const { buffer } = await handle.read(new Uint8Array(length), 0, length, offset);
        return buffer;
      };
      const agreed = await lastAgreeing(read, size, marks, nodeHash(), signal).catch(
        async (error: unknown) => {
          await handle.close();
          throw error;
        },
      );
      const bytes = agreed ? (marks[agreed.mark]?.bytes ?? 0) : 0;
      if (!agreed) {
        await handle.close();
        return null;
      }
      await handle.truncate(bytes);
      return { sink: sinkOf(handle, bytes, agreed.hash), mark: agreed.mark };
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

function fileSink(handle: FileHandle, length: number, hash: RunningHash, onClose: () => void): FileSink {
  let bytes = length;
  return {
    async write(chunk) {
      hash.update(chunk);
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await handle
          .write(chunk, done, chunk.length - done, bytes + done)
          .catch((error: NodeJS.ErrnoException) => {
            throw error.code === 'ENOSPC' || error.code === 'EDQUOT' ? diskFull() : error;
          });
        done += bytesWritten;
      }
      bytes += chunk.length;
    },
    hashSoFar: () => hash.copy().digest(),
    async close() {
      onClose();
      // On the disk before the rename makes it a pack.
      await handle.sync();
      await handle.close();
      return { bytes, sha256: hash.digest() };
    },
  };
}

function diskFull(): WeightsError {
  return new WeightsError('no-space', 'the disk is full', { next: 'Free some disk space' });
}

/** Node's own SHA-256, several times faster than `Sha256`. */
function nodeHash(hash = createHash('sha256')): RunningHash {
  return {
    update: (bytes) => hash.update(bytes),
    copy: () => nodeHash(hash.copy()),
    digest: () => hash.digest('hex'),
  };
}
