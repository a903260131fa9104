import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openFolder } from '../../src/platform/placed_pack.ts';
import { Pack } from '../../src/protocol/pack.ts';

/** The embedded pack's table, with shards of the right sizes. */
const JSON_TEXT = await readFile(
  resolve(import.meta.dirname, '../../models/fara-tiny/pack/pack.json'),
  'utf8',
);
const WHOLE = new Map<string, Blob>([
  ['pack.json', new Blob([JSON_TEXT])],
  ...Pack.parse(JSON.parse(JSON_TEXT)).shards.map(({ file, bytes }): [string, Blob] => [
    file,
    new Blob([new Uint8Array(bytes)]),
  ]),
]);

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A folder as the browser hands it out. */
function handleOf(files: Map<string, Blob>, permission: PermissionState = 'granted', failure?: DOMException) {
  return {
    name: 'my-packs',
    queryPermission: async () => permission,
    async *entries() {
      if (failure) throw failure;
      yield ['deeper', { kind: 'directory' }];
      for (const [name, blob] of files) yield [name, { kind: 'file', getFile: async () => blob }];
    },
  } as unknown as FileSystemDirectoryHandle;
}

const open = (handle: FileSystemDirectoryHandle, hash = hashOf(JSON_TEXT)) => openFolder({ handle, hash });

test('the folder that was chosen is ready, with its own files and no copies', async () => {
  const opened = await open(handleOf(WHOLE));
  if (opened.access !== 'ready') throw new Error(opened.access);
  expect(opened.folder.files.map(({ name }) => name)).toEqual([...WHOLE.keys()]);
  for (const { name, blob } of opened.folder.files) expect(blob).toBe(WHOLE.get(name));
});

test('no file is looked at before the browser allows it', async () => {
  const unreadable = new DOMException('', 'NotFoundError');
  expect(await open(handleOf(WHOLE, 'prompt', unreadable))).toEqual({ access: 'ask' });
  expect(await open(handleOf(WHOLE, 'denied', unreadable))).toEqual({ access: 'ask' });
});

test('a permission that ends meanwhile is asked for; a folder that cannot be found is gone', async () => {
  const failing = (name: string) => open(handleOf(WHOLE, 'granted', new DOMException('', name)));
  expect(await failing('NotAllowedError')).toEqual({ access: 'ask' });
  expect(await failing('NotFoundError')).toEqual({ access: 'gone' });
  expect(await open(handleOf(new Map()))).toEqual({ access: 'gone' });
});

test('another pack.json, and a shard that is missing or of another size, are changes', async () => {
  const changed = (file: string, blob?: Blob) => {
    const files = new Map(WHOLE);
    if (blob) files.set(file, blob);
    else files.delete(file);
    return open(handleOf(files));
  };
  const shard = [...WHOLE.keys()].at(-1) ?? '';
  expect(await changed('pack.json', new Blob([`${JSON_TEXT}\n`]))).toEqual({ access: 'changed' });
  expect(await changed(shard)).toEqual({ access: 'changed' });
  expect(await changed(shard, new Blob(['short']))).toEqual({ access: 'changed' });
});

test('a pack of another version is told from one that changed', async () => {
  const other = '{"format":"sidefara-pack","version":9}';
  const files = new Map([['pack.json', new Blob([other])]]);
  expect(await open(handleOf(files), hashOf(other))).toEqual({ access: 'outdated' });
});
