import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { openPack, readTensor } from '../../src/weights/pack/read.ts';
import { verifyPack } from '../../src/weights/pack/verify.ts';
import { tinyFolder } from './checkpoint_files.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';
import { mutateText, randomSequence } from './random.ts';

async function packFiles(): Promise<{ text: string; shard: Uint8Array }> {
  const sink = memorySink();
  await importCheckpoint(memoryFolder(tinyFolder()), sink, { quant: 'q4' });
  const shard = sink.files['shard-00.bin'];
  if (!shard) throw new Error('no shard');
  return { text: new TextDecoder().decode(sink.files['pack.json']), shard };
}

const { text, shard } = await packFiles();

async function failure(packJson: string, bytes = shard): Promise<WeightsError> {
  const error = await openPack(memoryFolder({ 'pack.json': packJson, 'shard-00.bin': bytes })).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeightsError)) throw new Error(`no typed error but ${String(error)}`);
  return error;
}

/** pack.json with the fields of one tensor replaced. */
function withTensor(name: string, change: Record<string, unknown>): string {
  const pack = JSON.parse(text);
  Object.assign(pack.tensors[name], change);
  return JSON.stringify(pack);
}

describe('pack.json is checked before anything of it is used', () => {
  test.each([
    ['overlap', withTensor('embed', { data: { shard: 0, offset: 0, bytes: 2560 } }), /overlaps/],
    ['misaligned', withTensor('norm', { data: { shard: 0, offset: 32, bytes: 192 } }), /not 64-byte aligned/],
    [
      'beyond its shard',
      withTensor('norm', { data: { shard: 0, offset: 2 ** 40, bytes: 192 } }),
      /passes the end/,
    ],
    ['no such shard', withTensor('norm', { data: { shard: 9, offset: 0, bytes: 192 } }), /lies in no shard/],
    ['wrong size', withTensor('embed', { data: { shard: 0, offset: 0, bytes: 64 } }), /embed: wrong size/],
    [
      'wrong shape',
      withTensor('norm', { shape: [49] }),
      /norm: wrong shape \(expected \[48\], found \[49\]\)/,
    ],
    ['no scales', withTensor('embed', { scales: undefined }), /exactly the quantised tensors have scales/],
    ['a quantised vector', withTensor('norm', { kind: 'q8' }), /only a matrix/],
    ['missing', JSON.stringify({ ...JSON.parse(text), tensors: {} }), /29 missing, 0 unknown/],
    ['path', text.replaceAll('shard-00.bin', '../etc/x'), /leaves the folder/],
    ['another format', text.replace('sidefara-pack', 'gguf'), /format/],
  ])('%s', async (_, packJson, message) => {
    const error = await failure(packJson);
    expect([error.code, error.detail.file]).toEqual(['bad-pack', 'pack.json']);
    expect(error.message).toMatch(message);
  });

  test('a shard cut short is named with both sizes', async () => {
    const error = await failure(text, shard.slice(0, -1));
    expect(error.message).toMatch(
      new RegExp(`^shard-00.bin: .*expected ${shard.length} bytes, found ${shard.length - 1}`),
    );
  });

  test('3,000 mutated pack.json files end in typed errors or in a pack whose tensors can be read', async () => {
    const pick = randomSequence(2);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const folder = memoryFolder({ 'pack.json': mutateText(text, pick), 'shard-00.bin': shard });
      const error = await openPack(folder).then(
        async (open) => void (await readTensor(open, 'visual.merger.fc1')),
        (reason: unknown) => reason,
      );
      if (error === undefined) continue;
      refused++;
      if (!(error instanceof WeightsError)) throw new Error(`mutation ${i}: ${String(error)}`);
    }
    expect(refused).toBeGreaterThan(2000);
    // Half a second alone; the machine may be busy with a training run.
  }, 60_000);
});

test('one flipped bit in a shard is found by its hash', async () => {
  const damaged = shard.slice();
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 4;
  await verifyPack(await openPack(memoryFolder({ 'pack.json': text, 'shard-00.bin': shard })));
  const open = await openPack(memoryFolder({ 'pack.json': text, 'shard-00.bin': damaged }));
  await expect(verifyPack(open)).rejects.toMatchObject({
    code: 'hash-mismatch',
    detail: { file: 'shard-00.bin' },
  });
});
