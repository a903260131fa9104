import { PACK_STORE } from '../protocol/weights.ts';

type PickFolder = (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;

/**
 * A folder to write into, from the browser's picker; null when the person changed their mind. Undefined where this
 * browser has no such picker. Must be called from within a click or key handler.
 */
export async function pickTargetFolder(): Promise<FileSystemDirectoryHandle | null | undefined> {
  const { showDirectoryPicker } = window as Window & { showDirectoryPicker?: PickFolder };
  if (!showDirectoryPicker) return undefined;
  return showDirectoryPicker.call(window, { id: 'export', mode: 'readwrite' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  });
}

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
