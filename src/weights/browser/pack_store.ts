import { Pack } from '../../protocol/pack.ts';
import {
  type InstalledPack,
  PACK_STORE,
  type UnfinishedImport,
  type UnreadablePack,
} from '../../protocol/weights.ts';
import { WeightsError } from '../errors.ts';
import { isSameImport, type JournalHeader, readJournal } from '../resume/journal.ts';
import { sha256Hex } from '../sha256.ts';
import { JOURNAL, parseJsonObject, readText } from '../source.ts';
import { directoryFolder } from './directory_folder.ts';
import { PACK_FILE } from './opfs_sink.ts';

/** The folder of the origin private file system that holds the packs. */
export async function packStore(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(PACK_STORE, { create: true });
}

/** The pack with this id. @throws WeightsError `not-found` */
export async function packHandle(
  store: FileSystemDirectoryHandle,
  id: string,
): Promise<FileSystemDirectoryHandle> {
  return store.getDirectoryHandle(id).catch(() => {
    throw new WeightsError('not-found', `the model store has no ${id}`, { next: 'Load the weights again' });
  });
}

/**
 * Deletes what a job left that could not clean up after itself, because its browser was closed or it crashed. An
 * import with finished tensors is kept: it can be gone on with.
 */
export async function sweep(store: FileSystemDirectoryHandle): Promise<void> {
  for (const handle of await folders(store)) {
    const folder = directoryFolder(handle);
    if (await folder.has(PACK_FILE)) await handle.removeEntry(JOURNAL).catch(() => {});
    else if (!(await readJournal(folder))?.entries.length) {
      await store.removeEntry(handle.name, { recursive: true });
    }
  }
}

/** Imports that were interrupted, by name. */
export async function listUnfinished(store: FileSystemDirectoryHandle): Promise<UnfinishedImport[]> {
  const found: UnfinishedImport[] = [];
  for (const handle of await folders(store)) {
    const folder = directoryFolder(handle);
    const journal = (await folder.has(PACK_FILE)) ? null : await readJournal(folder);
    if (!journal) continue;
    const { source, quant, name } = journal.header;
    const other = journal.others.find(({ accepted }) => !accepted);
    const done = journal.entries.reduce((sum, entry) => sum + entry.sourceBytes, 0);
    const share = done / Math.max(source.bytes, 1);
    found.push({
      id: handle.name,
      name,
      source: source.name,
      hub: source.hub ?? null,
      quant,
      bytes: await folderBytes(handle),
      share,
      other: other
        ? { file: other.other, repository: other.repository, published: other.published, found: other.sha256 }
        : null,
    });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** The half-written folder of this very import, or null. */
export async function unfinishedId(
  store: FileSystemDirectoryHandle,
  header: JournalHeader,
): Promise<string | null> {
  for (const { id } of await listUnfinished(store)) {
    const journal = await readJournal(directoryFolder(await packHandle(store, id)));
    if (journal && isSameImport(journal, header)) return id;
  }
  return null;
}

/** The installed packs, by name, and the folders whose pack.json this version cannot read. */
export async function listPacks(
  store: FileSystemDirectoryHandle,
): Promise<{ installed: InstalledPack[]; unreadable: UnreadablePack[] }> {
  const installed: InstalledPack[] = [];
  const unreadable: UnreadablePack[] = [];
  for (const handle of await folders(store)) {
    const folder = directoryFolder(handle);
    if (!(await folder.has(PACK_FILE))) continue;
    const bytes = await folderBytes(handle);
    try {
      const text = await readText(folder, PACK_FILE);
      const { name, quant, profile, upstream } = Pack.parse(parseJsonObject(PACK_FILE, text));
      const hash = sha256Hex(new TextEncoder().encode(text));
      installed.push({
        id: handle.name,
        name,
        quant,
        profile,
        bytes,
        hash,
        ...(upstream ? { upstream } : {}),
      });
    } catch (error) {
      unreadable.push({ id: handle.name, bytes, problem: problemOf(error) });
    }
  }
  installed.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  return { installed, unreadable };
}

function problemOf(error: unknown): string {
  return error instanceof WeightsError
    ? error.message
    : 'pack.json is of another version of Sidefara, or damaged';
}

/** A name that the store does not have yet, made from a model's: lower case, `-2` and so on behind it. */
export async function freeId(store: FileSystemDirectoryHandle, name: string): Promise<string> {
  const taken = new Set((await folders(store)).map((folder) => folder.name));
  const stem =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'model';
  for (let i = 1; ; i++) {
    const id = i === 1 ? stem : `${stem}-${i}`;
    if (!taken.has(id)) return id;
  }
}

async function folders(store: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle[]> {
  const found: FileSystemDirectoryHandle[] = [];
  for await (const entry of store.values()) {
    if (entry.kind === 'directory') found.push(entry as FileSystemDirectoryHandle);
  }
  return found;
}

async function folderBytes(handle: FileSystemDirectoryHandle): Promise<number> {
  const folder = directoryFolder(handle);
  let bytes = 0;
  for (const name of await folder.list()) bytes += (await folder.open(name)).size;
  return bytes;
}
