import { forgetPlacedSnapshots } from '../engine/worker/snapshot-store.ts';
import { forgetFolder, keepFolder, keptFolders } from '../platform/placed_folders.ts';
import { filesOf, openFolder, readPackFile } from '../platform/placed_pack.ts';
import type { Handlers } from '../protocol/messages.ts';
import type { StoreState, storeMethods } from '../protocol/model_store.ts';
import { forgetPack, noteOf, notePack } from './pack_notes.ts';

/**
 * Taking a pack's folder into use, and giving it up.
 * @param release ends the use of a pack
 * @param present the store's state with the folders looked at anew
 */
export function placedHandlers(
  release: (id: string) => Promise<void>,
  present: (change: Partial<StoreState>) => Promise<StoreState>,
): Pick<Handlers<typeof storeMethods, null>, 'place' | 'unplace'> {
  return {
    place: async ({ folder }) => {
      // It may be one that is known, whose files have changed.
      await release(await placePack(folder));
      await forgetOldSnapshots();
      // The handle lies in the origin's storage like an installed pack.
      return present({ persistent: await navigator.storage.persist(), outcome: null });
    },
    unplace: async ({ id }) => {
      await release(id);
      await forgetFolder(id);
      forgetPack(id);
      await forgetOldSnapshots();
      return present({ outcome: null });
    },
  };
}

/** Keeps a folder whose pack is to be run where it lies. Resolves to its id. */
async function placePack(handle: FileSystemDirectoryHandle): Promise<string> {
  const found = await readPackFile(await filesOf(handle));
  if (!found?.pack)
    throw new Error(`The folder ${handle.name} holds no Sidefara pack any more. Choose it again.`);
  const { name, quant, profile, upstream, shards } = found.pack;
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const said = upstream ? { upstream } : {};
  const id = await keepFolder({ handle, name, quant, profile, bytes, hash: found.hash, ...said });
  notePack(id, { from: handle.name, installedAt: Date.now() });
  return id;
}

/** What was saved of packs that are no longer kept, or have changed, is of no use. */
async function forgetOldSnapshots(): Promise<void> {
  await forgetPlacedSnapshots((await keptFolders()).map(({ hash }) => hash));
}

/** The kept folders and whether each can be used now. */
export async function listPlaced(): Promise<StoreState['placed']> {
  const kept = await keptFolders();
  return Promise.all(
    kept.map(async ({ handle, ...pack }) => {
      const { access } = await openFolder({ handle, hash: pack.hash });
      return { ...pack, folder: handle.name, access, ...noteOf(pack.id) };
    }),
  );
}
