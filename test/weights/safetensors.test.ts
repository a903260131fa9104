import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import { openCheckpoint } from '../../src/weights/safetensors/checkpoint.ts';
import type { ByteSource, FolderSource } from '../../src/weights/source.ts';
import { safetensors, withHeader } from './checkpoint_files.ts';
import { memoryFolder } from './memory_folder.ts';
import { mutateText, randomSequence } from './random.ts';

const data = new Uint8Array(24);
const good = {
  a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
  b: { dtype: 'BF16', shape: [4], data_offsets: [16, 24] },
};

async function failure(header: unknown, content = data): Promise<WeightsError> {
  const file = withHeader(typeof header === 'string' ? header : JSON.stringify(header), [content]);
  return failureOf(memoryFolder({ 'model.safetensors': file }));
}

async function failureOf(folder: FolderSource): Promise<WeightsError> {
  const error = await openCheckpoint(folder).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeightsError)) throw new Error(`no typed error but ${String(error)}`);
  return error;
}

describe('a header is believed only where it adds up', () => {
  test('a good one opens', async () => {
    const open = await openCheckpoint(
      memoryFolder({ 'model.safetensors': withHeader(JSON.stringify(good), [data]) }),
    );
    expect([...open.tensors.keys()]).toEqual(['a', 'b']);
    expect(open.bytes).toBe(8 + JSON.stringify(good).length + 24);
  });

  test.each([
    ['overlap', { ...good, b: { ...good.b, data_offsets: [12, 20] } }, 'bad-header', /b: overlaps/],
    ['hole', { b: good.b }, 'bad-header', /b: a hole/],
    ['rest', { a: good.a }, 'bad-header', /8 bytes after the last tensor/],
    [
      'end',
      { ...good, c: { dtype: 'U8', shape: [9], data_offsets: [24, 33] } },
      'truncated',
      /ends before its last/,
    ],
    [
      'length',
      { ...good, b: { ...good.b, shape: [5] } },
      'bad-header',
      /expected 10 bytes for BF16 \[5\], found 8/,
    ],
    ['dtype', { ...good, b: { ...good.b, dtype: 'Q4' } }, 'unsupported-dtype', /found "Q4"/],
    ['inherited dtype', { ...good, b: { ...good.b, dtype: 'toString' } }, 'unsupported-dtype', /toString/],
    ['negative', { ...good, a: { ...good.a, shape: [-2, -2] } }, 'bad-header', /not a list of sizes/],
    ['huge shape', { ...good, a: { ...good.a, shape: [2 ** 40, 2 ** 40] } }, 'bad-header', /another length/],
    ['name', { [`x${'y'.repeat(600)}`]: good.a, b: good.b }, 'bad-header', /601 characters/],
    ['no JSON', '{"a":', 'bad-header', /not JSON/],
    ['a list', '[1, 2]', 'bad-header', /not an object/],
  ] as const)('%s', async (_, header, code, message) => {
    const error = await failure(header);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.detail.file).toBe('model.safetensors');
  });

  test('a header longer than its file is refused before it is read', async () => {
    const bytes = withHeader('{}', []);
    new DataView(bytes.buffer).setUint32(0, 90_000_000, true);
    const reads: number[] = [];
    const source: ByteSource = {
      name: 'model.safetensors',
      size: bytes.length,
      async read(offset, length) {
        reads.push(length);
        return bytes.slice(offset, offset + length);
      },
      async close() {},
    };
    const error = await failureOf({
      ...memoryFolder({ 'model.safetensors': bytes }),
      open: async () => source,
    });
    expect([error.code, reads]).toEqual(['truncated', [8]]);
  });

  test('5,000 mutated headers end in typed errors or in a header that adds up', async () => {
    const text = JSON.stringify({ __metadata__: { format: 'pt' }, ...good });
    const pick = randomSequence(1);
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      const file = withHeader(mutateText(text, pick), [data]);
      if (i % 10 === 0) file[pick(8)] = pick(256);
      const error = await openCheckpoint(memoryFolder({ 'model.safetensors': file })).then(
        ({ tensors }) => {
          const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.bytes, 0);
          return bytes === 24 ? undefined : new Error(`${bytes} bytes of tensors`);
        },
        (reason: unknown) => reason,
      );
      if (error === undefined) continue;
      refused++;
      if (!(error instanceof WeightsError)) throw new Error(`mutation ${i}: ${String(error)}`);
    }
    expect(refused).toBeGreaterThan(3000);
    // Half a second alone; the machine may be busy with a training run.
  }, 60_000);
});

describe('the files of a folder', () => {
  const one = safetensors({ a: { dtype: 'U8', shape: [1], data: Uint8Array.of(1) } });
  const index = (map: unknown) => JSON.stringify({ weight_map: map });
  const INDEX = 'model.safetensors.index.json';

  test('an index that leads out of the folder', async () => {
    const error = await failureOf(memoryFolder({ [INDEX]: index({ a: '../secret.safetensors' }) }));
    expect([error.code, error.detail.tensor]).toEqual(['bad-header', 'a']);
  });

  test('a shard that is not there is named', async () => {
    const error = await failureOf(
      memoryFolder({ [INDEX]: index({ a: 'x.safetensors', b: 'y.safetensors' }), 'x.safetensors': one }),
    );
    expect(error.message).toMatch(/^y\.safetensors: 1 of 2 weight files are missing/);
  });

  test('an index that promises more than a shard holds', async () => {
    const error = await failureOf(
      memoryFolder({ [INDEX]: index({ a: 'x.safetensors', b: 'x.safetensors' }), 'x.safetensors': one }),
    );
    expect([error.code, error.detail.tensor]).toEqual(['tensor-mismatch', 'b']);
  });

  test('the same tensor in two files', async () => {
    const error = await failureOf(memoryFolder({ 'x.safetensors': one, 'y.safetensors': one }));
    expect(error.message).toMatch(/y\.safetensors: a: the tensor is also in x\.safetensors/);
  });

  test('no weights at all, or only pickles', async () => {
    expect((await failureOf(memoryFolder({ 'README.md': '' }))).message).toMatch(
      /no safetensors file.*Choose the folder/,
    );
    expect((await failureOf(memoryFolder({ 'pytorch_model.bin': '' }))).message).toMatch(/pickle/);
  });
});
