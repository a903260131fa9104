import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gguf } from '@huggingface/gguf';
import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../src/weights/errors.ts';
import { dequantiseGgml } from '../../src/weights/gguf/dequantise.ts';
import { readGgufHeader } from '../../src/weights/gguf/header.ts';
import { GGML_BLOCKS, type GgmlBlockType } from '../../src/weights/gguf/types.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { type OpenPack, openPack, packTensor, readTensor } from '../../src/weights/pack/read.ts';
import type { FolderSource } from '../../src/weights/source.ts';
import { floats, PARITY, type RawTensor, readParityJson, tinyTensors } from './checkpoint_files.ts';
import { type Encode, ggufFolder, ggufParts } from './gguf_files.ts';
import { f16, f32, q4_0, q8_0 } from './gguf_forms.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'gguf');
const PART_1 = 'gqa32-00001-of-00002.gguf';

/** Block formats' random blocks and what gguf-py makes of them. */
const GOLDEN: Record<string, { bytes: string; values: string }> = JSON.parse(
  readFileSync(join(FIXTURES, 'blocks.json'), 'utf8'),
);
const golden = (type: string, of: 'bytes' | 'values') =>
  new Uint8Array(Buffer.from(GOLDEN[type]?.[of] ?? '', 'base64'));

async function importPack(
  folder: FolderSource,
  quant: 'f32' | 'q8' | 'q4',
): Promise<OpenPack & { files: Record<string, Uint8Array> }> {
  const sink = memorySink();
  await importCheckpoint(folder, sink, { quant, name: 'x' });
  return { ...(await openPack(memoryFolder(sink.files, 'pack'))), files: sink.files };
}

describe('blocks have exactly the values of llama.cpp', () => {
  test.each(Object.keys(GGML_BLOCKS) as GgmlBlockType[])('%s', (type) => {
    const found = dequantiseGgml(type, golden(type, 'bytes'));
    const expected = new Float32Array(golden(type, 'values').buffer);
    expect(found.length).toBe(6 * GGML_BLOCKS[type].values);
    expect([...found]).toEqual([...expected]);
  });
});

describe('files that llama.cpp’s own writer made', () => {
  test.each(['f32', 'q8', 'q4'] as const)(
    'a split bf16 model and its mmproj give the same %s pack as the safetensors they were made of',
    async (quant) => {
      const fromGguf = await importPack(fileFolder(join(FIXTURES, 'gqa32')), quant);
      const fromHub = await importPack(fileFolder(join(PARITY, 'gqa32-sharded')), quant);
      expect(fromGguf.pack.shards).toEqual(fromHub.pack.shards);
      expect(fromGguf.pack.tensors).toEqual(fromHub.pack.tensors);
      expect(fromGguf.config).toEqual(fromHub.config);
    },
  );

  test('this reader and @huggingface/gguf agree on every value and tensor', async () => {
    for (const name of [PART_1, 'gqa32-00002-of-00002.gguf', 'mmproj-gqa32.gguf']) {
      const file = await fileFolder(join(FIXTURES, 'gqa32')).open(name);
      const { metadata, tensors } = await readGgufHeader(file);
      await file.close();
      const other = await gguf(join(FIXTURES, 'gqa32', name), { allowLocalFile: true });
      const { version, tensor_count, kv_count, ...values } = other.metadata;
      expect([version, Number(tensor_count), Number(kv_count)]).toEqual([3, tensors.length, metadata.size]);
      expect(Object.fromEntries(metadata)).toEqual(values);
      const start = Number(other.tensorDataOffset);
      expect(tensors.map(({ name, shape, offset }) => ({ name, shape, offset }))).toEqual(
        other.tensorInfos.map(({ name, shape, offset }) => ({
          name,
          shape: [...shape].reverse().map(Number),
          offset: start + Number(offset),
        })),
      );
    }
  });

  test('the tokenizer is rebuilt where it does not lie beside the files', async () => {
    const { files, pack } = await importPack(fileFolder(join(FIXTURES, 'gqa32')), 'q4');
    expect(pack.files).toEqual(['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']);
    const tokenizer = JSON.parse(new TextDecoder().decode(files['tokenizer.json']));
    expect(tokenizer.model.merges).toEqual(['t 2', 't 3']);
    expect([tokenizer.model.vocab.t7, '<|im_end|>' in tokenizer.model.vocab]).toEqual([7, false]);
    expect(tokenizer.added_tokens).toContainEqual(
      expect.objectContaining({ id: 5, content: '<tool_call>', special: false }),
    );
    expect(tokenizer.added_tokens).toContainEqual(
      expect.objectContaining({ id: 1, content: '<|im_end|>', special: true }),
    );
    expect(pack.config.eos_token_id).toEqual([1, 0]);
  });
});

const CONFIG = readParityJson('head128-gqa2', 'config.json');
const SOURCE = tinyTensors(CONFIG);

function model(encode: Encode): Record<string, Uint8Array> {
  return ggufFolder(ggufParts(CONFIG, SOURCE, encode));
}

describe('forms', () => {
  test('f32 and f16 keep every value', async () => {
    for (const encode of [f32, f16]) {
      const { data, ...form } = encode(
        floats(SOURCE['lm_head.weight'] ?? (SOURCE['model.embed_tokens.weight'] as RawTensor)),
        256,
      );
      expect(form.dtype).toBe(encode === f32 ? 'F32' : 'F16');
      const open = await importPack(memoryFolder(model(encode)), 'f32');
      const embed = await readTensor(open, 'embed');
      const expected =
        encode === f32
          ? new Float32Array(data.slice().buffer)
          : Float32Array.from(new Uint16Array(data.slice().buffer), (bits) => halfValue(bits));
      expect([...embed]).toEqual([...expected]);
      const patches = await readTensor(open, 'visual.patch_embed');
      expect([...patches]).toEqual([...floats(SOURCE['visual.patch_embed.proj.weight'] as RawTensor)]);
    }
  });

  test.each([
    { form: 'Q8_0' as const, encode: q8_0, quant: 'q8' as const },
    { form: 'Q4_0' as const, encode: q4_0, quant: 'q8' as const },
    { form: 'Q4_0' as const, encode: q4_0, quant: 'q4' as const },
  ])('$form is repacked into $quant without loss', async ({ form, encode, quant }) => {
    const open = await importPack(memoryFolder(model(encode)), quant);
    for (const [tensor, source] of [
      ['embed', 'model.embed_tokens.weight'],
      ['layers.0.gate', 'model.layers.0.mlp.gate_proj.weight'],
    ] as const) {
      const { shape, data } = SOURCE[source] as RawTensor;
      const stored = encode(floats({ shape, data, dtype: 'F32' }), shape[1] ?? 0);
      expect(stored.dtype).toBe(form);
      expect([...(await readTensor(open, tensor))]).toEqual([...dequantiseGgml(form, stored.data)]);
      expect(packTensor(open, tensor).relativeError).toBe(0);
    }
  });

  test('8-bit blocks in a 4-bit recipe are quantised, and the loss is told', async () => {
    const open = await importPack(memoryFolder(model(q8_0)), 'q4');
    expect(packTensor(open, 'embed')).toMatchObject({ kind: 'q8', relativeError: 0 });
    expect(packTensor(open, 'layers.0.gate').relativeError).toBeGreaterThan(0.05);
  });

  test.each(['Q4_K', 'Q5_K', 'Q6_K'] as const)(
    '%s is quantised anew, and the loss is told per tensor',
    async (type) => {
      const parts = ggufParts(CONFIG, SOURCE, f32);
      const { shape } = SOURCE['model.layers.0.mlp.gate_proj.weight'] as RawTensor;
      const block = golden(type, 'bytes');
      const rows = shape[0] ?? 0;
      const size = GGML_BLOCKS[type].bytes;
      const data = new Uint8Array(rows * size);
      for (let row = 0; row < rows; row++)
        data.set(block.subarray((row % 6) * size, (row % 6) * size + size), row * size);
      parts.text.tensors['blk.0.ffn_gate.weight'] = { dtype: type, shape, data };
      for (const [quant, bound] of [
        ['q8', 0.01],
        ['q4', 0.12],
      ] as const) {
        const open = await importPack(memoryFolder(ggufFolder(parts)), quant);
        const source = dequantiseGgml(type, data);
        const back = await readTensor(open, 'layers.0.gate');
        const norm = (values: Float32Array) =>
          Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
        const loss = norm(back.map((value, i) => value - (source[i] ?? 0))) / norm(source);
        expect(packTensor(open, 'layers.0.gate').relativeError).toBeCloseTo(loss, 5);
        expect(loss).toBeGreaterThan(0);
        expect(loss).toBeLessThan(bound);
      }
    },
  );

  test('q, k and v of the vision tower may lie apart or in one tensor', async () => {
    const parts = ggufParts(CONFIG, SOURCE, f32);
    const whole = await importPack(memoryFolder(ggufFolder(parts)), 'q8');
    for (const kind of ['weight', 'bias']) {
      const { shape, data } = parts.vision.tensors[`v.blk.0.attn_qkv.${kind}`] as RawTensor;
      delete parts.vision.tensors[`v.blk.0.attn_qkv.${kind}`];
      const third = data.length / 3;
      for (const [i, letter] of [...'kqv'].entries()) {
        const at = [1, 0, 2][i] ?? 0;
        const piece = data.slice(at * third, (at + 1) * third);
        const of = [(shape[0] ?? 0) / 3, ...shape.slice(1)];
        parts.vision.tensors[`v.blk.0.attn_${letter}.${kind}`] = { dtype: 'F32', shape: of, data: piece };
      }
    }
    const apart = await importPack(memoryFolder(ggufFolder(parts)), 'q8');
    expect(apart.pack.shards).toEqual(whole.pack.shards);
  });
});

function halfValue(bits: number): number {
  return (
    new Float32Array(
      dequantiseGgml('Q8_0', Uint8Array.from([bits & 255, bits >> 8, 1, ...Array(31).fill(0)])),
    )[0] ?? 0
  );
}

test('a fault is a typed error and nothing is written', async () => {
  const sink = memorySink();
  const { 'mmproj.gguf': _, ...rest } = model(f32);
  const error = await importCheckpoint(memoryFolder(rest), sink, { quant: 'q4' }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WeightsError);
  expect([sink.aborted, sink.files]).toEqual([true, {}]);
});
