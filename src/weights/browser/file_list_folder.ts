import { WeightsError } from '../errors.ts';
import type { FolderSource } from '../source.ts';
import { blobSource } from './blob_source.ts';

/** Files the person has chosen, as a folder. */
export function fileListFolder(name: string, files: readonly { name: string; blob: Blob }[]): FolderSource {
  const blobs = new Map(files.map((file) => [file.name, file.blob]));
  return {
    name,
    has: async (file) => blobs.has(file),
    list: async () => [...blobs.keys()].sort(),
    open: async (file) => {
      const blob = blobs.get(file);
      if (blob) return blobSource(file, blob);
      throw new WeightsError('not-found', 'the file is missing among the chosen ones', {
        file,
        next: 'Choose the whole folder',
      });
    },
  };
}
