import { expect, test } from 'vitest';
import { floatPack } from '../../../src/engine/pack/float-pack.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { openPack, readTensor } from '../../../src/weights/pack/read.ts';
import { importFixture } from '../../parity/reference.ts';

test.each(['q8', 'q4'] as const)(
  'a %s pack unpacked holds the values it stood for, bit by bit',
  async (quant) => {
    const open = await openPack(fileFolder(await importFixture('gqa64-ragged-k', quant)));
    const unpacked = await floatPack(open, (name) => name.startsWith('layers.'));
    let changed = 0;
    for (const [name, { kind, shape }] of Object.entries(open.pack.tensors)) {
      const now = unpacked.pack.tensors[name];
      expect(now?.shape).toEqual(shape);
      const expected = kind === 'f32' || name.startsWith('layers.') ? 'f32' : kind;
      expect(now?.kind, name).toBe(expected);
      if (kind !== expected) changed++;
      expect(await readTensor(unpacked, name)).toEqual(await readTensor(open, name));
    }
    expect(changed).toBeGreaterThan(4);
    await open.close();
  },
  30_000,
);
