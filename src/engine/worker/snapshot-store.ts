import type { PackLocation } from '../../protocol/engine.ts';
import type { SnapshotStore } from '../snapshot/format.ts';

/** Beside an installed pack, in whose folder it is deleted with it. */
const BESIDE_PACK = 'prompt.snapshot';
/** Folder for packs that lie elsewhere: the one inside the extension. */
const FOLDER = 'prompt-snapshots';

/**
 * The snapshot's place in the origin private file system; undefined for chosen files, in whose folder nothing is written.
 * @param packHash names the snapshot of a pack that lies elsewhere; those of its former versions are deleted
 */
export function opfsSnapshotStore(location: PackLocation, packHash: string): SnapshotStore | undefined {
  switch (location.kind) {
    case 'opfs':
      return store(() => folderAt(location.folder.split('/'), false), BESIDE_PACK);
    case 'url':
      return store(() => folderAt([FOLDER], true), `${packHash}.snapshot`, true);
    case 'files':
      return undefined;
  }
}

function store(folder: () => Promise<FileSystemDirectoryHandle>, name: string, alone = false): SnapshotStore {
  return {
    async read() {
      try {
        const file = await (await (await folder()).getFileHandle(name)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
    async write(parts) {
      const at = await folder();
      if (alone) {
        for await (const former of at.keys()) if (former !== name) await at.removeEntry(former);
      }
      // The file is replaced when the stream is closed: one cut short leaves the old one.
      const stream = await (await at.getFileHandle(name, { create: true })).createWritable();
      try {
        for (const part of parts) await stream.write(new Uint8Array(part));
        await stream.close();
      } catch (error) {
        await stream.abort().catch(() => {});
        throw error;
      }
    },
  };
}

async function folderAt(path: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  for (const part of path) folder = await folder.getDirectoryHandle(part, { create });
  return folder;
}
