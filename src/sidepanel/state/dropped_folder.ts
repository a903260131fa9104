import type { ChosenFolder } from '../../protocol/weights.ts';

/** A folder, and its handle where the browser gives one. */
export interface DroppedFolder {
  folder: ChosenFolder;
  handle: FileSystemDirectoryHandle | null;
}

/** Chrome's own part of a dropped item. */
interface WithHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/**
 * What was dropped, as a folder: the files directly in a dropped folder, or the dropped files themselves, which are
 * named after the first. Null where neither was dropped. Must be called while the drop is being handled.
 */
export async function droppedFolder(items: Iterable<DataTransferItem>): Promise<DroppedFolder | null> {
  // The list is emptied as soon as the handler returns, so all of it is taken at once.
  const all = [...items];
  const handles = all.map((item) => (item as WithHandle).getAsFileSystemHandle?.());
  const entries = all.flatMap((item) => item.webkitGetAsEntry() ?? []);
  const folder = entries.find((entry) => entry.isDirectory);
  const inside = folder ? await entriesOf(folder as FileSystemDirectoryEntry) : entries;
  const files = await Promise.all(inside.filter((entry) => entry.isFile).map(fileOf));
  const name = folder?.name ?? files[0]?.name;
  if (name === undefined) return null;
  const kept = (await Promise.all(handles)).find(
    (one) => one?.kind === 'directory' && one.name === folder?.name,
  );
  return {
    folder: { name, files: files.map((file) => ({ name: file.name, blob: file })) },
    handle: (kept as FileSystemDirectoryHandle | undefined) ?? null,
  };
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemEntry): Promise<File> {
  return new Promise((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
}
