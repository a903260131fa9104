import { expect, test } from 'vitest';
import { blobSource } from '../../src/weights/browser/blob_source.ts';

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >>> 8)) & 0xff);

/** A file that counts its slices: each stream or separate read is one. */
function counted(content = CONTENT) {
  const blob = new Blob([content]);
  let slices = 0;
  const slice = blob.slice.bind(blob);
  blob.slice = (start, end) => {
    slices++;
    return slice(start, end);
  };
  return { source: blobSource('a file', blob), slices: () => slices };
}

test('what is expected is one stream, also where several parts of it follow each other', async () => {
  const { source, slices } = counted();
  source.expect?.(1000, 99_000);
  source.expect?.(100_000, 50_000);
  const reads = [];
  for (let at = 1000; at < 150_000; at += 700) reads.push(source.read(at, Math.min(700, 150_000 - at)));
  const bytes = Buffer.concat(await Promise.all(reads));
  expect(bytes.equals(CONTENT.subarray(1000, 150_000))).toBe(true);
  expect(slices()).toBe(1);
});

test('what is between, before or read twice is read all the same', async () => {
  const { source } = counted();
  source.expect?.(0, 10_000);
  source.expect?.(20_000, 10_000);
  for (const [at, length] of [
    [0, 5000],
    [12_000, 3000],
    [20_000, 9000],
    [5000, 5000],
    [0, 5000],
    [29_000, 2000],
    [29_000, 1000],
  ] as const)
    expect(Buffer.from(await source.read(at, length)).equals(CONTENT.subarray(at, at + length))).toBe(true);
});

test('bytes of a stream are nobody else’s: they can be given to another thread', async () => {
  const { source } = counted();
  source.expect?.(0, 2000);
  const [first, second] = await Promise.all([source.read(0, 1000), source.read(1000, 1000)]);
  structuredClone(first, { transfer: [first.buffer as ArrayBuffer] });
  expect(Buffer.from(second).equals(CONTENT.subarray(1000, 2000))).toBe(true);
});

test('a stream that fails is told as a file that cannot be read any more', async () => {
  const blob = new Blob([CONTENT]);
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error('NotReadable')) });
  blob.slice = () => Object.assign(new Blob([]), { stream: () => broken });
  const source = blobSource('a file', blob);
  source.expect?.(0, 1000);
  const reads = await Promise.allSettled([source.read(0, 500), source.read(500, 500)]);
  for (const read of reads)
    expect(read).toMatchObject({
      status: 'rejected',
      reason: { code: 'truncated', detail: { file: 'a file' } },
    });
  await source.close();
});
