import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WeightsError } from '../errors.ts';
import type { FileSink, FolderSink } from '../source.ts';

/**
 * Writes a folder that appears all at once: into a neighbour with a temporary name, renamed on commit.
 * @throws WeightsError `already-there` when `path` holds something and `replace` is not set
 */
export async function folderSink(path: string, { replace = false } = {}): Promise<FolderSink> {
  const target = resolve(path);
  const occupied = existsSync(target) && (await readdir(target)).length > 0;
  if (occupied && !replace) {
    throw new WeightsError('already-there', `${path} is not empty`, {
      next: 'Give another folder, or --replace to write over it',
    });
  }
  const temporary = `${target}.partial-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  const opened = new Set<FileSink>();
  return {
    async create(file) {
      const sink = await fileSink(join(temporary, file), () => opened.delete(sink));
      opened.add(sink);
      return sink;
    },
    async commit() {
      if (existsSync(target)) await rename(target, old);
      await rename(temporary, target);
      await rm(old, { recursive: true, force: true });
    },
    async abort() {
      for (const sink of opened) await sink.close();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function fileSink(path: string, onClose: () => void): Promise<FileSink> {
  const handle = await open(path, 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async write(chunk) {
      hash.update(chunk);
      for (let done = 0; done < chunk.length; ) {
        done += (await handle.write(chunk, done, chunk.length - done)).bytesWritten;
      }
      bytes += chunk.length;
    },
    async close() {
      onClose();
      // On the disk before the rename makes it a pack.
      await handle.sync();
      await handle.close();
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}
