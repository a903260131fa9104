interface PickOptions {
  /** The picker opens where the last one of this name ended. */
  id: string;
  mode: 'read' | 'readwrite';
}

type Pick = (options: PickOptions) => Promise<FileSystemDirectoryHandle>;

/**
 * A folder from the browser's picker; null when the person changed their mind. Undefined where this browser has no
 * such picker. Must be called from within a click or key handler.
 */
export async function pickFolder(
  options: PickOptions,
): Promise<FileSystemDirectoryHandle | null | undefined> {
  const { showDirectoryPicker } = window as Window & { showDirectoryPicker?: Pick };
  if (!showDirectoryPicker) return undefined;
  return showDirectoryPicker.call(window, options).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  });
}
