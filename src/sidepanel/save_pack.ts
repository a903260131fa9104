import { PACK_STORE } from '../protocol/weights.ts';

/** Hands every file of an installed pack to the browser's downloads, one after the other. */
export async function downloadPack(id: string): Promise<void> {
  const store = await (await navigator.storage.getDirectory()).getDirectoryHandle(PACK_STORE);
  const folder = await store.getDirectoryHandle(id);
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind !== 'file') continue;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await (handle as FileSystemFileHandle).getFile());
    link.download = name;
    link.click();
    // The download has its own hold of the file by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
