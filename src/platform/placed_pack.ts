import { hexDigest } from '../protocol/digest.ts';
import { Pack } from '../protocol/pack.ts';
import { type FolderAccess, folderProblem } from '../protocol/placed.ts';
import type { ChosenFolder } from '../protocol/weights.ts';
import { keptFolder, type PlacedFolder } from './placed_folders.ts';

/** Chrome's own part of a handle; a folder of the origin's own file system needs no permission. */
interface Permission {
  queryPermission?(how: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(how: { mode: 'read' }): Promise<PermissionState>;
}

/** A pack that can be read now, or why not. Its blobs are files on the disk: nothing was copied. */
export type OpenFolder =
  | { access: 'ready'; pack: Pack; folder: ChosenFolder }
  | { access: Exclude<FolderAccess, 'ready'> };

const READ = { mode: 'read' } as const;

/** The files directly in a folder. */
export async function filesOf(handle: FileSystemDirectoryHandle): Promise<ChosenFolder> {
  const files: ChosenFolder['files'] = [];
  for await (const [name, entry] of handle.entries()) {
    if (entry.kind === 'file') files.push({ name, blob: await (entry as FileSystemFileHandle).getFile() });
  }
  return { name: handle.name, files };
}

/** Opens a kept folder, if it still has the very pack.json that was chosen and shards of the sizes it says. */
export async function openFolder({
  handle,
  hash,
}: Pick<PlacedFolder, 'handle' | 'hash'>): Promise<OpenFolder> {
  const { queryPermission } = handle as Permission;
  if (queryPermission && (await queryPermission.call(handle, READ)) !== 'granted') return { access: 'ask' };
  let folder: ChosenFolder;
  let found: Awaited<ReturnType<typeof readPackFile>>;
  try {
    folder = await filesOf(handle);
    found = await readPackFile(folder);
  } catch (error) {
    // The permission may have ended meanwhile; anything else is a folder or file that cannot be found or read.
    return { access: error instanceof DOMException && error.name === 'NotAllowedError' ? 'ask' : 'gone' };
  }
  if (found === null) return { access: 'gone' };
  if (found.hash !== hash) return { access: 'changed' };
  const { pack } = found;
  if (pack === null) return { access: 'outdated' };
  const sizes = new Map(folder.files.map(({ name, blob }) => [name, blob.size]));
  const whole = pack.shards.every(({ file, bytes }) => sizes.get(file) === bytes);
  return whole ? { access: 'ready', pack, folder } : { access: 'changed' };
}

/** pack.json of a folder and its sha256 in hex; null: there is none; `pack` null: not of this version. */
export async function readPackFile({
  files,
}: ChosenFolder): Promise<{ hash: string; pack: Pack | null } | null> {
  const blob = files.find(({ name }) => name === 'pack.json')?.blob;
  if (!blob) return null;
  const bytes = await blob.arrayBuffer();
  const hash = await hexDigest('SHA-256', bytes);
  return { hash, pack: packIn(new TextDecoder().decode(bytes)) };
}

function packIn(text: string): Pack | null {
  try {
    return Pack.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A kept folder's pack. Throws an error for a person where it cannot be used now. */
export async function openPlacedPack(id: string): Promise<Extract<OpenFolder, { access: 'ready' }>> {
  const kept = await keptFolder(id);
  if (!kept)
    throw new Error(
      'The folder of this model was removed from the list. Choose another model in the settings.',
    );
  const opened = await openFolder(kept);
  if (opened.access !== 'ready') throw new Error(folderProblem(kept.handle.name, opened.access));
  return opened;
}

/** Asks the person to let a kept folder be read again. Must be called from within a click or key handler. */
export async function allowFolder(id: string): Promise<boolean> {
  const handle = (await keptFolder(id))?.handle;
  if (!handle) return false;
  const { requestPermission } = handle as Permission;
  return !requestPermission || (await requestPermission.call(handle, READ)) === 'granted';
}
