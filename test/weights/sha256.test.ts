import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256, sha256Hex } from '../../src/weights/sha256.ts';

test('equals Node for every length around the block size, in one piece and in uneven ones', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(randomBytes(length));
    const expected = createHash('sha256').update(bytes).digest('hex');
    const pieces = new Sha256();
    for (let at = 0, step = 1; at < length; at += step, step = (step * 7 + 3) % 80) {
      if (step === 0) step = 1;
      pieces.update(bytes.subarray(at, Math.min(length, at + step)));
    }
    expect([sha256Hex(bytes), pieces.digest()]).toEqual([expected, expected]);
  }
});

test('a megabyte', () => {
  const bytes = new Uint8Array(randomBytes(1 << 20));
  expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('goes on from its stored state, at any length', () => {
  const bytes = new Uint8Array(randomBytes(300_000));
  for (const at of [0, 1, 63, 64, 65, 127, 128, 65_535, 65_536, 200_000, 300_000]) {
    const before = new Sha256().update(bytes.subarray(0, at)).state();
    const after = Sha256.from(JSON.parse(JSON.stringify(before)));
    expect([at, before.length]).toEqual([at, at]);
    expect(after.update(bytes.subarray(at)).digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
  const state = new Sha256().update(bytes.subarray(0, 70)).state();
  for (const broken of [{ words: 'x' }, { pending: '00' }, { length: 69 }, { pending: 'zz'.repeat(6) }])
    expect(() => Sha256.from({ ...state, ...broken })).toThrow(RangeError);
});
