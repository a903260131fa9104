import type { PackLocation } from '../../protocol/engine.ts';
import { blobSource } from '../../weights/browser/blob_source.ts';
import { directoryFolder } from '../../weights/browser/directory_folder.ts';
import { urlFolder } from '../../weights/browser/url_folder.ts';
import type { FolderSource } from '../../weights/source.ts';
import { EngineError } from '../errors.ts';

/** The files of a pack, wherever the host has them. */
export async function packFolder(location: PackLocation, signal: AbortSignal): Promise<FolderSource> {
  switch (location.kind) {
    case 'url':
      return urlFolder(location.base, [], signal);
    case 'files':
      return fileListFolder(location.files);
    case 'opfs':
      return directoryFolder(await opfsFolder(location.folder));
  }
}

async function opfsFolder(path: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  try {
    for (const part of path.split('/')) folder = await folder.getDirectoryHandle(part);
  } catch (cause) {
    throw new EngineError('bad-pack', `the model store has no folder ${path}; import the model again`, {
      cause,
    });
  }
  return folder;
}

function fileListFolder(files: readonly { name: string; blob: Blob }[]): FolderSource {
  const find = (name: string) => files.find((file) => file.name === name);
  return {
    name: 'chosen files',
    has: async (name) => find(name) !== undefined,
    list: async () => files.map((file) => file.name).sort(),
    open: async (name) => {
      const file = find(name);
      if (!file)
        throw new EngineError(
          'bad-pack',
          `${name} is missing among the chosen files; choose all of the pack`,
        );
      return blobSource(name, file.blob);
    },
  };
}
