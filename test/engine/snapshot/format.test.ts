import { describe, expect, test } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from '../../../src/engine/snapshot/format.ts';

const SNAPSHOT = {
  ids: [5, 6, 7],
  layers: [1, 2, 3, 4].map((k) => Uint8Array.from({ length: 24 }, (_, i) => 10 * k + i)),
};
const written = async () =>
  Uint8Array.from((await encodeSnapshot(SNAPSHOT, 'mine')).flatMap((part) => [...part]));

describe('a snapshot file', () => {
  test('is read as it was written', async () => {
    expect(await decodeSnapshot(await written(), 'mine')).toEqual(SNAPSHOT);
  });

  test('of another model, device or version is none', async () => {
    expect(await decodeSnapshot(await written(), 'other')).toBeNull();
  });

  test('cut short anywhere is none', async () => {
    const file = await written();
    for (let length = 0; length < file.length; length++) {
      expect(await decodeSnapshot(file.slice(0, length), 'mine'), `${length} bytes`).toBeNull();
    }
  });

  test('with a damaged byte is none', async () => {
    const file = await written();
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
      expect(await decodeSnapshot(damaged, 'mine'), `byte ${at}`).toBeNull();
    }
  });
});
