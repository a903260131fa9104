import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { WeightsError } from '../errors.ts';
import { type ByteSource, checkRange, type FolderSource } from '../source.ts';

/** A folder on disk, read through file handles. */
export function fileFolder(path: string): FolderSource {
  return {
    name: basename(resolve(path)),
    async has(file) {
      return stat(join(path, file)).then(
        (found) => found.isFile(),
        () => false,
      );
    },
    async list() {
      const entries = await readdir(path, { withFileTypes: true }).catch(() => {
        throw new WeightsError('not-found', `there is no folder ${path}`, {
          next: 'Give the path of a folder',
        });
      });
      return entries
        .filter((entry) => entry.isFile() || entry.isSymbolicLink())
        .map((entry) => entry.name)
        .sort();
    },
    open: (file) => openFile(join(path, file), file),
  };
}

async function openFile(path: string, name: string): Promise<ByteSource> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new WeightsError('not-found', `the file cannot be opened (${error.code ?? error.message})`, {
      file: name,
    });
  });
  const { size } = await handle.stat();
  return {
    name,
    size,
    async read(offset, length) {
      checkRange({ name, size }, offset, length);
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        // The size was right when the file was opened; somebody has cut it since.
        if (bytesRead === 0) checkRange({ name, size: offset + done }, offset, length);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
