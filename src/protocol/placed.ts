import { z } from 'zod';
import { InstalledPack } from './weights.ts';

/** What the id of a pack that is run from its own folder begins with; no folder of the store has such a name. */
export const PLACED = 'folder:';

/** Whether this is the id of a pack in a folder of the person, and not in the store. */
export function isPlaced(id: string): boolean {
  return id.startsWith(PLACED);
}

/**
 * Whether the folder of a pack can be used now: `ask`: the browser wants the person to allow it again; `changed`: its
 * files are not those that were chosen; `outdated`: they are, and this version cannot read them.
 */
export const FolderAccess = z.enum(['ready', 'ask', 'gone', 'changed', 'outdated']);
export type FolderAccess = z.infer<typeof FolderAccess>;

/** A pack that is run from where it lies; `bytes` are those of its shards. */
export const PlacedPack = InstalledPack.extend({ folder: z.string(), access: FolderAccess });
export type PlacedPack = z.infer<typeof PlacedPack>;

/** Why a folder cannot be used and what to do, for a person. */
export function folderProblem(folder: string, access: Exclude<FolderAccess, 'ready'>): string {
  switch (access) {
    case 'ask':
      return `The browser asks again before Sidefara may read the folder ${folder}. Press “Allow the folder again” in the settings.`;
    case 'gone':
      return `The folder ${folder} is not there any more, or was moved. Put it back, or load it from its new place.`;
    case 'changed':
      return `The model in the folder ${folder} has changed since it was chosen. Load the folder again to use it.`;
    case 'outdated':
      return `This version of Sidefara cannot read the model in the folder ${folder}. Import it again.`;
  }
}
