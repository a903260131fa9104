import { afterAll, describe, expect, test } from 'vitest';
import { nodePacker } from '../../src/weights/node/packer.ts';
import { type PackJob, packChunk } from '../../src/weights/packing/chunk.ts';
import { type PackReply, threadPacker } from '../../src/weights/packing/packer.ts';
import { normalWeights } from './random.ts';

const COLUMNS = 1024;
const packer = nodePacker(2);
afterAll(() => packer.close());

/** bf16 weights: the upper halves of random float32. */
function job(seed: number, kind: PackJob['kind'] = 'q4', rows = 192): PackJob {
  const words = new Uint32Array(normalWeights(rows * COLUMNS, seed).buffer);
  const halves = Uint16Array.from(words, (bits) => bits >>> 16);
  return { kind, dtype: 'BF16', bytes: new Uint8Array(halves.buffer), columns: COLUMNS };
}

describe('packing on threads', () => {
  test('gives the bytes, sums and digests of packing here, whatever ends first', async () => {
    const jobs = (['q4', 'q8', 'f32'] as const).flatMap((kind) => [
      job(1, kind),
      job(2, kind, 4),
      job(3, kind, 512),
    ]);
    const here = await Promise.all(jobs.map((one) => packChunk({ ...one, bytes: one.bytes.slice() })));
    expect(await Promise.all(jobs.map((one) => packer.pack(one)))).toEqual(here);
  }, 60_000);

  test('a value that is not finite is told as such, and the thread goes on', async () => {
    const broken = job(4);
    broken.bytes.fill(0xff, 1000, 1002);
    await expect(packer.pack(broken)).rejects.toThrow(RangeError);
    await expect(packer.pack(job(5))).resolves.toMatchObject({ digest: expect.stringMatching(/^\w{128}$/) });
  }, 60_000);

  test('bytes that share their buffer with others leave the others as they are', async () => {
    const { bytes, ...rest } = job(6);
    const shared = new Uint8Array(bytes.length + 2);
    shared.set(bytes, 2);
    const packed = await packer.pack({ ...rest, bytes: shared.subarray(2) });
    expect(packed).toEqual(await packChunk(job(6)));
    expect(shared.length).toBe(bytes.length + 2);
  }, 60_000);
});

test('a thread that fails, and a packer that is closed, end their jobs', async () => {
  const listeners: ((reply: PackReply) => void)[] = [];
  const threads = threadPacker(1, () => ({
    post: () => {},
    listen: (onReply) => listeners.push(onReply),
    terminate: () => {},
  }));
  const [first, second, third] = [7, 8, 9].map((seed) => threads.pack(job(seed)));
  expect(listeners.length, 'started for the first job, and no more than it may').toBe(1);
  listeners[0]?.({ failed: 'no memory' });
  await expect(first).rejects.toThrow(/thread failed: no memory/);
  threads.close();
  await expect(second).rejects.toThrow(/closed/);
  await expect(third).rejects.toThrow(/closed/);
});
