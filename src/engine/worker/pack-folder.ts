import type { PackLocation } from '../../protocol/engine.ts';
import { directoryFolder } from '../../weights/browser/directory_folder.ts';
import { fileListFolder } from '../../weights/browser/file_list_folder.ts';
import { urlFolder } from '../../weights/browser/url_folder.ts';
import type { FolderSource } from '../../weights/source.ts';
import { EngineError } from '../errors.ts';

/** The files of a pack, wherever the host has them. */
export async function packFolder(location: PackLocation, signal: AbortSignal): Promise<FolderSource> {
  switch (location.kind) {
    case 'url':
      return urlFolder(location.base, [], signal);
    case 'files':
      return fileListFolder('chosen files', location.files);
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
