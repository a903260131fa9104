import { Pack } from '../protocol/pack.ts';
import { PACK_STORE } from '../protocol/weights.ts';

/** pack.json of an installed pack. Throws an error for a person where it is not there any more. */
export async function readInstalledPack(id: string): Promise<Pack> {
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
