import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { folderSink } from '../../src/weights/node/folder_sink.ts';
import { SINK_CONTRACT } from './sink_contract.ts';

const base = await mkdtemp(join(tmpdir(), 'sidefara-sink-'));
afterAll(() => rm(base, { recursive: true, force: true }));

test.each(Object.entries(SINK_CONTRACT))('on Node: %s', async (_, keep) => {
  await expect(
    keep({
      sink: (name) => folderSink(join(base, name)),
      folder: async (name) => (existsSync(join(base, name)) ? fileFolder(join(base, name)) : null),
      left: () => readdir(base),
    }),
  ).resolves.toBeUndefined();
});
