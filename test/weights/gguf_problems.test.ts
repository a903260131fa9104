import { describe, expect, test } from 'vitest';
import { surveyFolder } from '../../src/weights/survey.ts';
import { TINY_CONFIG, tinyTensors } from './checkpoint_files.ts';
import { type GgufParts, ggufFile, ggufFolder, ggufParts } from './gguf_files.ts';
import { f32 } from './gguf_forms.ts';
import { memoryFolder } from './memory_folder.ts';

type Files = Record<string, Uint8Array | string>;

const parts = () => ggufParts(TINY_CONFIG, tinyTensors(), f32);
const look = (files: Files) => surveyFolder(memoryFolder(files, 'folder'), ['fara-7b'], 1e12);

async function problems(files: Files): Promise<string[]> {
  const survey = await look(files);
  if (survey.kind !== 'refused') throw new Error(`not refused but ${JSON.stringify(survey)}`);
  return survey.problems;
}

/** The problems of a model with something changed. */
async function problemsOf(change: (model: GgufParts) => void): Promise<string[]> {
  const model = parts();
  change(model);
  return problems(ggufFolder(model));
}

test('a model and its mmproj are seen with their size and parameters, without any other file', async () => {
  const files = ggufFolder(parts());
  const values = Object.values(tinyTensors()).reduce((sum, { data }) => sum + data.length / 4, 0);
  expect(await look(files)).toMatchObject({
    kind: 'checkpoint',
    form: 'gguf',
    parameters: values,
    profile: null,
    bytes: Object.values(files).reduce((sum, { length }) => sum + length, 0),
  });
});

describe('the files of the folder', () => {
  const { 'model.gguf': model, 'mmproj.gguf': mmproj } = ggufFolder(parts()) as {
    'model.gguf': Uint8Array;
    'mmproj.gguf': Uint8Array;
  };

  test('one half alone', async () => {
    expect(await problems({ 'model.gguf': model })).toEqual([
      expect.stringMatching(/no mmproj among the GGUF files\. Put the mmproj file beside the model/),
    ]);
    expect(await problems({ 'mmproj.gguf': mmproj })).toEqual([
      expect.stringMatching(/no model among the GGUF files\. Put the model beside its mmproj file/),
    ]);
  });

  test('two models, or two mmproj files', async () => {
    expect(await problems({ 'a.gguf': model, 'b.gguf': model, 'mmproj.gguf': mmproj })).toEqual([
      expect.stringMatching(/^a\.gguf, b\.gguf: the folder holds several model files\. Leave only the one/),
    ]);
    expect(await problems({ 'a.gguf': model, 'b.gguf': mmproj, 'c.gguf': mmproj })).toEqual([
      expect.stringMatching(/^b\.gguf, c\.gguf: the folder holds several mmproj files/),
    ]);
  });

  test('parts of a split model that are not there are named one by one', async () => {
    expect(await problems({ 'm-00002-of-00004.gguf': model, 'mmproj.gguf': mmproj })).toEqual([
      'm-00001-of-00004.gguf is missing',
      'm-00003-of-00004.gguf is missing',
      'm-00004-of-00004.gguf is missing',
    ]);
  });

  test('a file cut short and one that is no GGUF, both at once', async () => {
    expect(await problems({ 'model.gguf': model.slice(0, -64), 'mmproj.gguf': 'not what it says' })).toEqual([
      expect.stringMatching(/^mmproj\.gguf: this is not a GGUF file/),
      expect.stringMatching(
        /^model\.gguf: .*: the file ends before its last tensor \(expected \d+ bytes, found \d+\)/,
      ),
    ]);
    expect(await problems({ 'model.gguf': model.slice(0, 900), 'mmproj.gguf': mmproj })).toEqual([
      expect.stringMatching(/^model\.gguf: the file ends inside its header, at .* found 900\)\. Fetch/),
    ]);
  });
});

describe('what is in them', () => {
  test('another architecture or projector', async () => {
    expect(
      await problemsOf(({ text }) => {
        text.metadata['general.architecture'] = 'llama';
      }),
    ).toEqual([
      expect.stringMatching(
        /^model\.gguf: this is another architecture \(expected general\.architecture "qwen2vl".*, found "llama"\)/,
      ),
    ]);
    expect(
      await problemsOf(({ vision }) => {
        vision.metadata['clip.projector_type'] = 'qwen2vl_merger';
      }),
    ).toEqual([expect.stringMatching(/^mmproj\.gguf: .*another model .*found "qwen2vl_merger"\)/)]);
  });

  test('metadata that is missing or of another kind', async () => {
    expect(
      await problemsOf(({ text }) => {
        delete text.metadata['qwen2vl.block_count'];
      }),
    ).toEqual([
      expect.stringMatching(
        /^model\.gguf: the metadata value qwen2vl\.block_count .*expected a number, found none/,
      ),
    ]);
    expect(
      await problemsOf(({ text }) => {
        text.metadata['tokenizer.ggml.tokens'] = ['a', 'b'];
      }),
    ).toEqual([expect.stringMatching(/the vocabulary has no token <\|image_pad\|>/)]);
  });

  test('a form that cannot be read is named with those that can', async () => {
    expect(
      await problemsOf(({ text }) => {
        text.tensors['blk.0.ffn_up.weight'] = {
          dtype: 'Q5_0',
          shape: [20, 48],
          data: new Uint8Array(20 * 33),
        };
      }),
    ).toEqual([
      expect.stringMatching(
        /^model\.gguf: blk\.0\.ffn_up\.weight: .*\(expected F32, F16, Q4_0, Q8_0, Q4_K, Q5_K, Q6_K, BF16, found Q5_0\)/,
      ),
    ]);
  });

  test('missing, unknown and misshapen tensors, tensor by tensor', async () => {
    const [problem] = await problemsOf(({ text, vision }) => {
      delete text.tensors['blk.0.attn_norm.weight'];
      delete vision.tensors['v.patch_embd.weight.1'];
      text.tensors['blk.9.attn_norm.weight'] = text.tensors['output_norm.weight'] as never;
      text.tensors['rope_freqs.weight'] = text.tensors['output_norm.weight'] as never;
      text.tensors['output_norm.weight'] = { dtype: 'F32', shape: [24, 2], data: new Uint8Array(192) };
    });
    expect(problem).toMatch(/model\.layers\.0\.input_layernorm\.weight is missing, expected \[48\]/);
    expect(problem).toMatch(/model\.layers\.9\.input_layernorm\.weight in model\.gguf is unknown/);
    expect(problem).toMatch(/rope_freqs\.weight in model\.gguf is unknown/);
    expect(problem).toMatch(/model\.norm\.weight in model\.gguf should be \[48\], is \[24, 2\]/);
    expect(problem).toMatch(
      /visual\.patch_embed\.proj\.weight in mmproj\.gguf should be \[16, 3, 2, 14, 14\], is \[16, 3, 1, 14, 14\]/,
    );
  });

  test('a tokenizer that cannot be rebuilt asks for its files, and they are then used', async () => {
    const model = parts();
    model.text.metadata['tokenizer.ggml.pre'] = 'llama-bpe';
    const files = ggufFolder(model);
    expect(await problems(files)).toEqual([
      expect.stringMatching(
        /tokenizer\.ggml\.pre .*found "llama-bpe"\)\. Put tokenizer\.json and tokenizer_config/,
      ),
    ]);
    const side = { 'tokenizer.json': '{}', 'tokenizer_config.json': '{}', 'chat_template.jinja': 'x' };
    expect(await look({ ...files, ...side })).toMatchObject({ kind: 'checkpoint' });
  });

  test('no chat template anywhere', async () => {
    expect(
      await problemsOf(({ text }) => {
        delete text.metadata['tokenizer.chat_template'];
      }),
    ).toEqual(['chat_template.jinja is missing']);
  });

  test('overlapping data, and the same tensor twice', async () => {
    const file = ggufFile({ 'general.architecture': 'qwen2vl' }, { a: tensorOf(8), b: tensorOf(8) });
    const view = new DataView(file.buffer);
    const offsetOfB = Buffer.from(file).indexOf('b', 60) + 1 + 4 + 8 + 4;
    expect(view.getUint32(offsetOfB, true)).toBe(32);
    view.setUint32(offsetOfB, 0, true);
    expect(await problems({ 'model.gguf': file })).toEqual([
      expect.stringMatching(/^model\.gguf: b: its data overlaps that of a/),
    ]);
    file[offsetOfB - 17] = 'a'.charCodeAt(0);
    expect(await problems({ 'model.gguf': file })).toEqual([
      expect.stringMatching(/a: the tensor is in the file twice/),
    ]);
  });
});

function tensorOf(values: number) {
  return { dtype: 'F32', shape: [values], data: new Uint8Array(4 * values) };
}
