import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import { type ImportOptions, importCheckpoint } from '../../src/weights/import.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import {
  type OpenPack,
  openPack,
  packTensor,
  readRows,
  readSpan,
  readTensor,
} from '../../src/weights/pack/read.ts';
import { verifyPack } from '../../src/weights/pack/verify.ts';
import { canonicalTensors } from '../../src/weights/qwen2_5_vl/tensors.ts';
import { openCheckpoint } from '../../src/weights/safetensors/checkpoint.ts';
import { decodeFloats, isFloatDtype } from '../../src/weights/safetensors/decode.ts';
import type { FolderSource } from '../../src/weights/source.ts';
import {
  floats,
  PARITY,
  parityNames,
  safetensors,
  TINY_CONFIG,
  tinyFolder,
  tinyTensors,
} from './checkpoint_files.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';

async function importPack(folder: FolderSource, options: ImportOptions): Promise<OpenPack> {
  const sink = memorySink();
  await importCheckpoint(folder, sink, options);
  return openPack(memoryFolder(sink.files, 'pack'));
}

async function importFailure(files: Record<string, Uint8Array | string>): Promise<WeightsError> {
  const sink = memorySink();
  const error = await importCheckpoint(memoryFolder(files), sink, { quant: 'q4' }).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeightsError)) throw new Error(`no typed error but ${String(error)}`);
  expect([sink.files, sink.aborted]).toEqual([{}, true]);
  return error;
}

/** The whole source of a canonical tensor as float32, decoded without the importer. */
async function sourceOf(folder: FolderSource, names: readonly string[]): Promise<Float32Array> {
  const { tensors, close } = await openCheckpoint(folder);
  const parts: number[] = [];
  for (const name of names) {
    const found = [name, name.replace(/^model\./, 'model.language_model.'), `model.${name}`].flatMap(
      (n) => tensors.get(n) ?? [],
    );
    const tensor = found[0];
    if (!tensor || !isFloatDtype(tensor.dtype)) throw new Error(`${name} is not in the source`);
    parts.push(...decodeFloats(tensor.dtype, await tensor.file.read(tensor.offset, tensor.bytes)));
  }
  await close();
  return Float32Array.from(parts);
}

describe.each(parityNames())('%s', (name) => {
  const folder = fileFolder(`${PARITY}/${name}`);

  test('f32 keeps every value of every tensor', async () => {
    const open = await importPack(folder, { quant: 'f32' });
    await verifyPack(open);
    const table = canonicalTensors(open.config);
    expect(Object.keys(open.pack.tensors)).toEqual(table.map((tensor) => tensor.name));
    for (const { name: tensor, parts } of table) {
      const source = await sourceOf(
        folder,
        parts.map((part) => part.name),
      );
      expect(
        Buffer.compare(Buffer.from((await readTensor(open, tensor)).buffer), Buffer.from(source.buffer)),
      ).toBe(0);
    }
    expect('lm_head' in open.pack.tensors).toBe(!open.config.text.tied);
  });

  test.each([
    { quant: 'q8' as const, decoder: 'q8', bound: 0.01 },
    { quant: 'q4' as const, decoder: 'q4', bound: 0.12 },
  ])(
    '$quant: matrices are packed, norms and biases stay float, errors are as reported',
    async ({ quant, decoder, bound }) => {
      const open = await importPack(folder, { quant });
      for (const { name: tensor, role, parts } of canonicalTensors(open.config)) {
        const { kind, relativeError } = packTensor(open, tensor);
        expect(`${tensor} ${kind}`).toBe(
          `${tensor} ${role === 'vector' ? 'f32' : role === 'decoder' || role === 'head' ? decoder : 'q8'}`,
        );
        if (kind === 'f32') continue;
        const source = await sourceOf(
          folder,
          parts.map((part) => part.name),
        );
        const back = await readTensor(open, tensor);
        const norm = (values: Float32Array) =>
          Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
        const found = norm(back.map((value, i) => value - (source[i] ?? 0))) / norm(source);
        expect(found).toBeCloseTo(relativeError ?? -1, 5);
        expect(found).toBeLessThan(kind === 'q4' ? bound : 0.01);
      }
    },
  );
});

test('q, k and v rows follow each other in one tensor, and so do their biases', async () => {
  const tensors = tinyTensors();
  const open = await importPack(memoryFolder(tinyFolder(tensors)), { quant: 'f32' });
  for (const [fused, kind] of [
    ['layers.0.qkv', 'weight'],
    ['layers.0.qkv.bias', 'bias'],
  ] as const) {
    const rows = ['q', 'k', 'v'].flatMap((p) => {
      const part = tensors[`model.layers.0.self_attn.${p}_proj.${kind}`];
      return part ? [...floats(part)] : [];
    });
    expect([...(await readTensor(open, fused))]).toEqual(rows);
  }
  expect(packTensor(open, 'layers.0.qkv').shape).toEqual([48 + 2 * 16, 48]);
});

test('K is padded to 32 and reads back unpadded; rows are gathered one by one', async () => {
  const open = await importPack(memoryFolder(tinyFolder()), { quant: 'q8' });
  const embed = packTensor(open, 'embed');
  expect(embed.shape).toEqual([40, 48]);
  expect([embed.data.bytes, embed.scales?.bytes]).toEqual([40 * 2 * 32, 40 * 2 * 4]);
  const bytes = await readSpan(open, embed.data);
  for (let row = 0; row < 40; row++)
    expect(bytes.subarray(row * 64 + 48, row * 64 + 64).every((b) => b === 128)).toBe(true);
  const all = await readTensor(open, 'embed');
  expect([...(await readRows(open, 'embed', 17, 19))]).toEqual([...all.subarray(17 * 48, 19 * 48)]);
});

test('split shards and transformers 5 names give the same bytes as one file', async () => {
  const tensors = tinyTensors();
  const whole = memorySink();
  await importCheckpoint(memoryFolder(tinyFolder(tensors)), whole, { quant: 'q4', name: 'x' });
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    const renamed = name.startsWith('visual.')
      ? `model.${name}`
      : name.replace(/^model\./, 'model.language_model.');
    return [renamed, tensor] as const;
  });
  const halves = [entries.filter((_, i) => i % 2 === 0), entries.filter((_, i) => i % 2 === 1)];
  const weightMap = Object.fromEntries(
    halves.flatMap((half, i) => half.map(([name]) => [name, `part-${i}.safetensors`])),
  );
  const split = memorySink();
  const files = {
    'config.json': JSON.stringify(TINY_CONFIG),
    'model.safetensors.index.json': JSON.stringify({ weight_map: weightMap }),
    'part-0.safetensors': safetensors(Object.fromEntries(halves[0] ?? [])),
    'part-1.safetensors': safetensors(Object.fromEntries(halves[1] ?? [])),
  };
  await importCheckpoint(memoryFolder(files), split, { quant: 'q4', name: 'x' });
  expect(Object.keys(split.files)).toEqual(Object.keys(whole.files));
  for (const [file, bytes] of Object.entries(whole.files))
    expect(Buffer.compare(split.files[file] ?? new Uint8Array(), bytes)).toBe(0);
});

test('several pack shards hold the same tensors as one, each below its limit and aligned', async () => {
  const one = await importPack(memoryFolder(tinyFolder()), { quant: 'q4' });
  const many = await importPack(memoryFolder(tinyFolder()), { quant: 'q4', shardLimit: 20_000 });
  expect(many.pack.shards.length).toBeGreaterThan(2);
  const largest = Math.max(...Object.values(many.pack.tensors).map((tensor) => tensor.data.bytes));
  for (const shard of many.pack.shards) expect(shard.bytes).toBeLessThanOrEqual(Math.max(20_000, largest));
  for (const name of Object.keys(one.pack.tensors)) {
    expect(packTensor(many, name).data.offset % 64).toBe(0);
    expect([...(await readTensor(many, name))]).toEqual([...(await readTensor(one, name))]);
  }
});

test('side files travel along; a template in JSON becomes chat_template.jinja', async () => {
  const side = {
    'tokenizer.json': '{"a":1}',
    'chat_template.json': '{"chat_template":"{{ x }}"}',
    'preprocessor_config.json': '{"min_pixels":3136}',
  };
  const sink = memorySink();
  const { pack } = await importCheckpoint(memoryFolder({ ...tinyFolder(), ...side }), sink, {
    quant: 'q4',
    profile: 'fara-7b',
  });
  expect([pack.files, pack.profile, pack.generationConfig]).toEqual([
    ['tokenizer.json', 'chat_template.jinja'],
    'fara-7b',
    null,
  ]);
  expect(pack.preprocessorConfig).toEqual({ min_pixels: 3136 });
  expect(new TextDecoder().decode(sink.files['chat_template.jinja'])).toBe('{{ x }}');
});

describe('a checkpoint that does not fit says so by name and leaves nothing', () => {
  test('missing, unknown and misshapen tensors, all at once', async () => {
    const tensors = tinyTensors();
    delete tensors['visual.merger.ln_q.weight'];
    tensors['model.layers.7.mlp.up_proj.weight'] = { dtype: 'U8', shape: [1], data: new Uint8Array(1) };
    tensors['model.norm.weight'] = { dtype: 'F32', shape: [24, 2], data: new Uint8Array(192) };
    const { code, message } = await importFailure(tinyFolder(tensors));
    expect(code).toBe('tensor-mismatch');
    expect(message).toMatch(/visual\.merger\.ln_q\.weight is missing, expected \[16\]/);
    expect(message).toMatch(/model\.layers\.7\.mlp\.up_proj\.weight in model\.safetensors is unknown/);
    expect(message).toMatch(/model\.norm\.weight in model\.safetensors should be \[48\], is \[24, 2\]/);
  });

  test('integers, values that are no numbers, another architecture, sizes that contradict each other', async () => {
    const ints = tinyTensors();
    ints['model.norm.weight'] = { dtype: 'I64', shape: [48], data: new Uint8Array(384) };
    expect((await importFailure(tinyFolder(ints))).code).toBe('unsupported-dtype');
    const broken = tinyTensors();
    broken['lm_head.weight']?.data.fill(0xff, 0, 4);
    expect(await importFailure(tinyFolder(broken))).toMatchObject({
      code: 'not-finite',
      detail: { tensor: 'lm_head' },
    });
    const llama = { ...TINY_CONFIG, model_type: 'llama' };
    expect((await importFailure(tinyFolder(tinyTensors(), llama))).message).toMatch(
      /expected model_type "qwen2_5_vl", found "llama"/,
    );
    const heads = { ...TINY_CONFIG, rope_scaling: { mrope_section: [2, 3, 4] } };
    expect((await importFailure(tinyFolder(tinyTensors(), heads))).message).toMatch(
      /mrope_section \(expected a sum of 8, found 9\)/,
    );
  });

  test('a file cut short', async () => {
    const files = tinyFolder();
    const whole = files['model.safetensors'];
    if (typeof whole === 'string' || !whole) throw new Error('no file');
    expect((await importFailure({ ...files, 'model.safetensors': whole.slice(0, -100) })).code).toBe(
      'truncated',
    );
  });

  test('an import stopped in the middle', async () => {
    const sink = memorySink();
    const stop = new AbortController();
    const seen: string[] = [];
    const run = importCheckpoint(memoryFolder(tinyFolder()), sink, {
      quant: 'q4',
      signal: stop.signal,
      onProgress: ({ tensor, bytesDone, bytesTotal }) => {
        expect(bytesDone).toBeLessThanOrEqual(bytesTotal);
        seen.push(tensor);
        if (tensor === 'embed') stop.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    // What was finished is kept for another go (resume.test.ts); it is no pack.
    expect([seen.at(-1), sink.aborted, sink.files]).toEqual(['embed', false, {}]);
    await expect(openPack(memoryFolder(sink.kept ?? {}))).rejects.toBeInstanceOf(WeightsError);
    await expect(openPack(memoryFolder(sink.files))).rejects.toBeInstanceOf(WeightsError);
  });
});

test('a tied checkpoint may repeat its head, which is not stored twice', async () => {
  const config = { ...TINY_CONFIG, tie_word_embeddings: true };
  const tensors = tinyTensors(config);
  const embed = tensors['model.embed_tokens.weight'];
  if (embed) tensors['lm_head.weight'] = embed;
  const open = await importPack(memoryFolder(tinyFolder(tensors, config)), { quant: 'q4' });
  expect(Object.hasOwn(open.pack.tensors, 'lm_head')).toBe(false);
});
