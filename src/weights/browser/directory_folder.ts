import { WeightsError } from '../errors.ts';
import type { FolderSource } from '../source.ts';
import { blobSource } from './blob_source.ts';

/** A folder in OPFS, or one that the person picked, through its handle. */
export function directoryFolder(handle: FileSystemDirectoryHandle): FolderSource {
  return {
    name: handle.name,
    async has(file) {
      return handle.getFileHandle(file).then(
        () => true,
        () => false,
      );
    },
    async list() {
      const names: string[] = [];
      for await (const [name, entry] of handle.entries()) if (entry.kind === 'file') names.push(name);
      return names.sort();
    },
    async open(file) {
      const entry = await handle.getFileHandle(file).catch(() => {
        throw new WeightsError('not-found', 'the file is not in the folder', { file });
      });
      return blobSource(file, await entry.getFile());
    },
  };
}
