import type { ChosenFolder, Survey, WeightsSource } from '../../protocol/weights.ts';

/** A folder or repository the person has chosen and not yet decided on. */
export interface FolderChoice {
  folder: WeightsSource;
  /** By which it can be used where it is; null: the browser gave files only, or it is no folder of this computer. */
  handle: FileSystemDirectoryHandle | null;
  /** null while it is being looked at */
  survey: Survey | null;
  /** Profiles to choose from where the files do not tell. */
  profiles: readonly string[];
}

/** The files of a directory input that lie directly in the chosen folder; null when nothing was chosen. */
export function chosenFolder(files: Iterable<File>): ChosenFolder | null {
  let name = '';
  const own: ChosenFolder['files'] = [];
  for (const file of files) {
    const [folder = '', ...path] = file.webkitRelativePath.split('/');
    name ||= folder;
    if (path.length === 1) own.push({ name: file.name, blob: file });
  }
  return name === '' ? null : { name, files: own };
}
