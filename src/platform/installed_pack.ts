import { Pack } from '../protocol/pack.ts';
import { isPlaced } from '../protocol/placed.ts';
import { PACK_STORE } from '../protocol/weights.ts';
import { openPlacedPack } from './placed_pack.ts';

/** pack.json of a pack, in the store or in its own folder. Throws an error for a person where it cannot be read. */
export async function readInstalledPack(id: string): Promise<Pack> {
  if (isPlaced(id)) return (await openPlacedPack(id)).pack;
  let text: string;
  try {
    const store = await (await navigator.storage.getDirectory()).getDirectoryHandle(PACK_STORE);
    const folder = await store.getDirectoryHandle(id);
    text = await (await (await folder.getFileHandle('pack.json')).getFile()).text();
  } catch (cause) {
    throw new Error(`The model ${id} is not on this computer any more. Choose another in the settings.`, {
      cause,
    });
  }
  return Pack.parse(JSON.parse(text));
}
