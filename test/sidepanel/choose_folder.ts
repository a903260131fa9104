/** Chooses a folder of these files in a directory input, as the browser's own picker would. */
export function chooseFolder(input: HTMLInputElement, name: string, files = ['config.json']): void {
  const chosen = files.map((path) => {
    const file = new File(['{}'], path.split('/').at(-1) ?? '');
    Object.defineProperty(file, 'webkitRelativePath', { value: `${name}/${path}` });
    return file;
  });
  Object.defineProperty(input, 'files', { value: chosen, configurable: true });
  // No programme may set the value of a file input, but to nothing.
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** A folder with one file, as the browser's picker gives it. */
export function pickedFolder(name: string, file = 'pack.json'): FileSystemDirectoryHandle {
  return {
    kind: 'directory',
    name,
    async *entries() {
      yield [file, { kind: 'file', getFile: async () => new File(['{}'], file) }];
    },
  } as unknown as FileSystemDirectoryHandle;
}
