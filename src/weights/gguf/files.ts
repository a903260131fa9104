import { WeightsError } from '../errors.ts';
import type { ByteSource, FolderSource } from '../source.ts';
import { type GgufHeader, readGgufHeader } from './header.ts';
import { architectureOf } from './metadata.ts';

/** A model that may lie in several files; the first one holds all metadata. */
export interface GgufFile {
  source: ByteSource;
  header: GgufHeader;
}

/** The two halves of a vision-language model as llama.cpp stores it. */
export interface GgufFiles {
  text: GgufFile[];
  vision: GgufFile[];
}

const PART = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/;
const NEXT_MMPROJ = 'Put the mmproj file beside the model; it is published in the same place';

/**
 * Groups the *.gguf files of a folder by their own names, and tells from each first header what it is.
 * Every source is added to `opened`, also when this throws.
 * @throws WeightsError that names the file: a part or a half is missing, there are several, or it is another model
 */
export async function ggufFiles(folder: FolderSource, opened: ByteSource[]): Promise<GgufFiles> {
  const names = (await folder.list()).filter((name) => name.endsWith('.gguf'));
  const text: string[][] = [];
  const vision: string[][] = [];
  const headers = new Map<string, GgufFile>();
  for (const group of groups(names)) {
    for (const name of group) {
      const source = await folder.open(name);
      opened.push(source);
      headers.set(name, { source, header: await readGgufHeader(source) });
    }
    const [first = ''] = group;
    const architecture = architectureOf(first, headers.get(first)?.header);
    (architecture === 'vision' ? vision : text).push(group);
  }
  const model = only(
    text,
    'model',
    'Put the model beside its mmproj file; it is published in the same place',
  );
  const mmproj = only(vision, 'mmproj', NEXT_MMPROJ);
  const filesOf = (group: string[]) => group.flatMap((name) => headers.get(name) ?? []);
  return { text: filesOf(model), vision: filesOf(mmproj) };
}

function only(found: string[][], what: string, next: string): string[] {
  const [group, ...others] = found;
  if (!group) throw new WeightsError('not-found', `there is no ${what} among the GGUF files`, { next });
  if (others.length === 0) return group;
  throw new WeightsError('bad-header', `the folder holds several ${what} files`, {
    file: found.map(([first]) => first).join(', '),
    next: 'Leave only the one to be imported in the folder',
  });
}

/** File names by model, the parts of a split one in order. @throws WeightsError `not-found` that names each missing part */
function groups(names: readonly string[]): string[][] {
  const split = new Map<string, { prefix: string; total: number }>();
  for (const name of names) {
    const [, prefix = '', , total = ''] = PART.exec(name) ?? [];
    if (prefix !== '') split.set(`${prefix}/${total}`, { prefix, total: Number(total) });
  }
  const whole = names.filter((name) => !PART.test(name)).map((name) => [name]);
  const missing: string[] = [];
  const parts = [...split.values()].map(({ prefix, total }) => {
    // A name can promise 99,999 parts; one that is not there is told once.
    if (total === 0 || total > 1000)
      throw new WeightsError('bad-header', `a file of ${total} parts`, { file: prefix });
    const digits = (n: number) => String(n).padStart(5, '0');
    const all = Array.from(
      { length: total },
      (_, i) => `${prefix}-${digits(i + 1)}-of-${digits(total)}.gguf`,
    );
    missing.push(...all.filter((name) => !names.includes(name)));
    return all;
  });
  if (missing.length === 0) return [...whole, ...parts];
  throw new WeightsError('not-found', `${missing.length} parts of a split file are missing`, {
    file: missing.join(', '),
    missing,
    next: 'Put all parts into the folder; the download may not have finished',
  });
}
