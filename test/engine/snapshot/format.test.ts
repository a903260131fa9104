import { describe, expect, test } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from '../../../src/engine/snapshot/format.ts';

const IDS = [5, 6, 7];
const LAYERS = [1, 2, 3, 4].map((k) => Uint8Array.from({ length: 24 }, (_, i) => 10 * k + i));
async function* layers() {
  yield* LAYERS;
}
const written = async () => {
  const file: number[] = [];
  for await (const part of encodeSnapshot(IDS, layers(), 'mine')) file.push(...part);
  return Uint8Array.from(file);
};

describe('a snapshot file', () => {
  test('is read as it was written', async () => {
    const rows = Uint8Array.from(LAYERS.flatMap((layer) => [...layer]));
    expect(decodeSnapshot(await written(), 'mine')).toEqual({ ids: IDS, rows });
  });

  test('of another model, device or version is none', async () => {
    expect(decodeSnapshot(await written(), 'other')).toBeNull();
  });

  test('cut short anywhere is none', async () => {
    const file = await written();
    for (let length = 0; length < file.length; length++) {
      expect(decodeSnapshot(file.slice(0, length), 'mine'), `${length} bytes`).toBeNull();
    }
  });

  test('with a damaged byte is none', async () => {
    const file = await written();
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
      expect(decodeSnapshot(damaged, 'mine'), `byte ${at}`).toBeNull();
    }
  });
});
