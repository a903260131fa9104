import type { PackLocation } from '../../protocol/engine.ts';
import type { SnapshotStore } from '../snapshot/format.ts';

/** Beside an installed pack, in whose folder it is deleted with it. */
const BESIDE_PACK = 'prompt.snapshot';
/** Folder for the pack inside the extension. */
const FOLDER = 'prompt-snapshots';
/** Folder for packs that lie in folders of the person, in which nothing is written. */
const PLACED_FOLDER = 'placed-snapshots';

/**
 * The snapshot's place in the origin private file system.
 * @param packHash names the snapshot of a pack that lies elsewhere; those of the extension's former packs are deleted
 */
export function opfsSnapshotStore(location: PackLocation, packHash: string): SnapshotStore {
  switch (location.kind) {
    case 'opfs':
      return store(() => folderAt(location.folder.split('/'), false), BESIDE_PACK);
    case 'url':
      return store(() => folderAt([FOLDER], true), nameFor(packHash), true);
    case 'files':
      return store(() => folderAt([PLACED_FOLDER], true), nameFor(packHash));
  }
}

/** Deletes the snapshots of packs that were run from their own folders, but for those with one of these hashes. */
export async function forgetPlacedSnapshots(kept: readonly string[]): Promise<void> {
  const folder = await folderAt([PLACED_FOLDER], true);
  const names = kept.map(nameFor);
  for await (const name of folder.keys()) {
    // One that is just being written is deleted the next time.
    if (!names.includes(name)) await folder.removeEntry(name).catch(console.warn);
  }
}

function nameFor(packHash: string): string {
  return `${packHash}.snapshot`;
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
        for await (const part of parts) await stream.write(new Uint8Array(part));
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
