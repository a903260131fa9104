import { afterAll, expect, test } from 'vitest';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { openPack } from '../../../src/weights/pack/read.ts';
import { shareOfLimits } from '../../bench/engine/limits.ts';
import { readingMemory } from '../../bench/engine/page/read-kernel.ts';

const open = await openPack(fileFolder('models/fara-tiny/pack'));
afterAll(() => open.close());

test('the reading kernel adds up all of the memory', () => {
  // 65,536 bytes of 1 are 4,096 numbers of 0x01010101 in each of four lanes, modulo 2^32.
  expect(readingMemory(65_536)()).toBe((4096 * 0x01010101) % 2 ** 32);
});

test('decoding reads each weight of the decoder once a pass, and is compared with both ways of moving bytes', () => {
  const second = { decodeMs: 1000, decodePasses: 10, prefillMs: 1000, prefilled: 100 };
  const limits = { copyBytesPerSecond: 2e9, readBytesPerSecond: 1e9, flops: 1e12 };
  const share = shareOfLimits(open, 'webgpu', [second], limits);
  const decoder = Object.entries(open.pack.tensors)
    .filter(([name]) => !name.startsWith('visual.') && name !== 'embed')
    .reduce((sum, [, { data, scales }]) => sum + data.bytes + (scales?.bytes ?? 0), 0);
  expect(share.decodeReadShare).toBeCloseTo((decoder * 10) / 1e9, 10);
  expect(share.decodeBandwidthShare).toBeCloseTo(share.decodeReadShare / 2, 10);
});
