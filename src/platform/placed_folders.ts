import { PLACED } from '../protocol/placed.ts';
import type { InstalledPack } from '../protocol/weights.ts';
import { finished, openDatabase, result } from './idb.ts';

/**
 * Folders of the person whose packs are run where they lie. IndexedDB is the one store that keeps a handle; every
 * context of the extension's origin reads it.
 */
const DATABASE = 'sidefara-folders';
const STORE = 'folders';

/** What is known of such a pack while its folder may not be read. */
export interface PlacedFolder extends InstalledPack {
  handle: FileSystemDirectoryHandle;
}

/** Keeps a folder; one that is kept already gets its pack's facts of now. Resolves to its id. */
export async function keepFolder({ handle, ...pack }: Omit<PlacedFolder, 'id'>): Promise<string> {
  let id = PLACED + crypto.randomUUID();
  for (const known of await keptFolders()) if (await known.handle.isSameEntry(handle)) id = known.id;
  const transaction = (await open()).transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).put({ ...pack, id, handle } satisfies PlacedFolder);
  await finished(transaction);
  return id;
}

/** The kept folders, by the name of their models. */
export async function keptFolders(): Promise<PlacedFolder[]> {
  const all: PlacedFolder[] = await result((await open()).transaction(STORE).objectStore(STORE).getAll());
  return all.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

export async function keptFolder(id: string): Promise<PlacedFolder | undefined> {
  return result((await open()).transaction(STORE).objectStore(STORE).get(id));
}

/** Forgets the folder; nothing in it is touched. */
export async function forgetFolder(id: string): Promise<void> {
  const transaction = (await open()).transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).delete(id);
  await finished(transaction);
}

let database: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  database ??= openDatabase(DATABASE, (created) => {
    created.createObjectStore(STORE, { keyPath: 'id' });
  });
  return database;
}
