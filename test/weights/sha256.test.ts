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
