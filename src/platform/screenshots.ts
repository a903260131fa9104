import type { Size } from '../protocol/geometry.ts';
import { finished, openDatabase, result } from './idb.ts';

/**
 * Screenshots as PNG blobs in IndexedDB, which every context of the extension's origin reads directly: records
 * and messages carry ids only.
 */
const DATABASE = 'sidefara';
const STORE = 'screenshots';
/** A task of 100 steps at about 1 MB each is the most worth keeping; older ones make room. */
const KEPT = 200;

export interface StoredScreenshot {
  id: string;
  /** Device px. */
  png: Blob;
  /** CSS px that it shows. */
  viewport: Size;
  /** Milliseconds since the epoch. */
  takenAt: number;
}

/** Stores one screenshot and resolves to its new id. */
export async function saveScreenshot(png: Blob, viewport: Size): Promise<string> {
  const id = crypto.randomUUID();
  const database = await open();
  const transaction = database.transaction(STORE, 'readwrite');
  const store = transaction.objectStore(STORE);
  store.put({ id, png, viewport, takenAt: Date.now() } satisfies StoredScreenshot);
  const surplus = (await result(store.count())) - KEPT;
  if (surplus > 0) await removeOldest(store, surplus);
  await finished(transaction);
  return id;
}

/** A stored screenshot, or null when it is not kept (any more). */
export async function findScreenshot(id: string): Promise<StoredScreenshot | null> {
  const database = await open();
  const found: unknown = await result(database.transaction(STORE).objectStore(STORE).get(id));
  return isStored(found) ? found : null;
}

/** The PNG of a stored screenshot, in device px, or null when it is not kept (any more). */
export async function readScreenshot(id: string): Promise<Blob | null> {
  return (await findScreenshot(id))?.png ?? null;
}

/** Deletes them all: for when nothing refers to any. */
export async function clearScreenshots(): Promise<void> {
  const database = await open();
  const transaction = database.transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).clear();
  await finished(transaction);
}

function isStored(value: unknown): value is StoredScreenshot {
  return typeof value === 'object' && value !== null && 'png' in value && value.png instanceof Blob;
}

let database: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  database ??= openDatabase(DATABASE, (created) => {
    created.createObjectStore(STORE, { keyPath: 'id' }).createIndex('takenAt', 'takenAt');
  }).catch((error: unknown) => {
    // Tried again the next time: the disk may have room by then.
    database = undefined;
    throw error;
  });
  return database;
}

/** Deletes the `count` oldest screenshots within the transaction of `store`. */
async function removeOldest(store: IDBObjectStore, count: number): Promise<void> {
  const keys = await result(store.index('takenAt').getAllKeys(null, count));
  for (const key of keys) store.delete(key);
}
