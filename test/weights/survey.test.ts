import { expect, test } from 'vitest';
import type { Survey } from '../../src/protocol/weights.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { copyPack } from '../../src/weights/pack/copy.ts';
import { surveyFolder } from '../../src/weights/survey.ts';
import { safetensors, TINY_CONFIG, tinyFolder, tinyTensors } from './checkpoint_files.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';

const TOKENIZER = { 'tokenizer.json': '{}', 'tokenizer_config.json': '{}', 'chat_template.jinja': 'x' };
const PROFILES = ['fara-tiny', 'fara-7b'];
const WHOLE = { ...tinyFolder(), ...TOKENIZER };

const look = (files: Record<string, Uint8Array | string>) =>
  surveyFolder(memoryFolder(files, 'folder'), PROFILES, 1e9);

/** The survey of a folder that must be refused, as its sentences. */
async function problems(files: Record<string, Uint8Array | string>): Promise<string[]> {
  const survey = await look(files);
  if (survey.kind !== 'refused') throw new Error(`not refused but ${JSON.stringify(survey)}`);
  return survey.problems;
}

async function packFiles(profile: string): Promise<Record<string, Uint8Array>> {
  const sink = memorySink();
  await importCheckpoint(memoryFolder(WHOLE), sink, { quant: 'q4', profile });
  return sink.files;
}

test('a checkpoint: its parameters, and what each recipe will take to the byte', async () => {
  const survey = (await look(WHOLE)) as Extract<Survey, { kind: 'checkpoint' }>;
  const values = Object.values(tinyTensors()).reduce((sum, { data }) => sum + data.length / 4, 0);
  expect(survey).toMatchObject({ kind: 'checkpoint', name: 'folder', parameters: values, profile: null });
  expect(survey.recipes.map(({ quant }) => quant)).toEqual(['q8', 'q4-head8', 'q4']);
  for (const { quant, bytes, gpuBytes, seconds } of survey.recipes) {
    const { pack } = await importCheckpoint(memoryFolder(WHOLE), memorySink(), { quant });
    const written = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
    expect(bytes - written).toBeGreaterThanOrEqual(0);
    expect(bytes - written).toBeLessThan(64);
    const { data, scales } = pack.tensors.embed ?? {};
    expect(gpuBytes).toBe(
      bytes - 64 * Math.ceil((data?.bytes ?? 0) / 64) - 64 * Math.ceil((scales?.bytes ?? 0) / 64),
    );
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(60);
  }
});

test('a tokenizer that was cut off is told before anything is imported', async () => {
  const cutOff = { ...WHOLE, 'tokenizer.json': '{"model":{"vocab":{"a":' };
  expect(await problems(cutOff)).toEqual([
    expect.stringMatching(/^tokenizer\.json: the text is not JSON.*Fetch the file again/),
  ]);
  const sink = memorySink();
  const seen: string[] = [];
  const onProgress = ({ tensor }: { tensor: string }) => seen.push(tensor);
  await expect(
    importCheckpoint(memoryFolder(cutOff), sink, { quant: 'q4', onProgress }),
  ).rejects.toMatchObject({ code: 'bad-header', detail: { file: 'tokenizer.json' } });
  expect([seen, sink.kept]).toEqual([[], null]);
});

test('every file that is missing or damaged is named, all at once', async () => {
  const shard = safetensors(tinyTensors());
  const index = JSON.stringify({
    weight_map: { a: 'model-1.safetensors', b: 'model-2.safetensors', c: 'model-3.safetensors' },
  });
  expect(
    await problems({
      'model.safetensors.index.json': index,
      'model-1.safetensors': shard.slice(0, -100),
      'config.json': JSON.stringify(TINY_CONFIG),
      'chat_template.json': '{}',
    }),
  ).toEqual([
    'tokenizer.json is missing',
    'tokenizer_config.json is missing',
    'model-2.safetensors is missing',
    'model-3.safetensors is missing',
    expect.stringMatching(/^model-1\.safetensors: the file ends before its last tensor/),
  ]);
});

test('weights that do not fit config.json are told tensor by tensor', async () => {
  const { 'model.norm.weight': _, ...rest } = tinyTensors();
  const [problem] = await problems({ ...tinyFolder(rest), ...TOKENIZER });
  expect(problem).toMatch(/model\.norm\.weight is missing, expected \[48\]/);
});

test('weights that another method has quantised are refused by its name', async () => {
  const config = { ...TINY_CONFIG, quantization_config: { quant_method: 'awq', bits: 4 } };
  expect(await problems({ ...tinyFolder(tinyTensors(), config), ...TOKENIZER })).toEqual([
    expect.stringMatching(/^config\.json: .*quantised.*found "awq"\)\. Fetch the original model, or a GGUF/),
  ]);
});

test('a folder of something else says what to choose instead', async () => {
  expect(await problems({ 'fara-q4.gguf': 'GGUF' })).toEqual([
    expect.stringMatching(/^fara-q4\.gguf: the file ends inside its header/),
  ]);
  expect(await problems({ 'adapter_config.json': '{}', 'adapter_model.safetensors': 'x' })).toEqual([
    expect.stringMatching(/^adapter_config\.json: this is a LoRA adapter, not a whole model; merge it/),
  ]);
  expect(await problems({ 'decoder_model_merged.onnx': 'x' })).toEqual([
    expect.stringMatching(/^decoder_model_merged\.onnx: this is a model in ONNX form/),
  ]);
  expect(await problems({ 'holiday.jpg': 'x' })).toContainEqual(
    expect.stringMatching(/no safetensors file in folder/),
  );
});

test('a pack is recognised; one for an unknown profile is refused with those that are known', async () => {
  expect(await look(await packFiles('fara-tiny'))).toMatchObject({
    kind: 'pack',
    quant: 'q4',
    profile: 'fara-tiny',
  });
  expect(await problems(await packFiles('fara-9'))).toEqual([
    expect.stringMatching(/expected fara-tiny or fara-7b, found fara-9/),
  ]);
});

test('a pack is copied byte for byte; a damaged or stopped copy leaves nothing', async () => {
  const files = await packFiles('fara-tiny');
  const copy = memorySink();
  const seen: number[] = [];
  await copyPack(memoryFolder(files), copy, { onProgress: (bytes, total) => seen.push(bytes / total) });
  expect(copy.files).toEqual(files);
  expect(seen.at(-1)).toBe(1);

  const shard = files['shard-00.bin']?.slice() ?? new Uint8Array();
  shard[100] = ~(shard[100] ?? 0);
  const damaged = memorySink();
  await expect(copyPack(memoryFolder({ ...files, 'shard-00.bin': shard }), damaged)).rejects.toMatchObject({
    code: 'hash-mismatch',
    detail: { file: 'shard-00.bin' },
  });
  expect([damaged.aborted, damaged.files]).toEqual([true, {}]);

  const stopped = memorySink();
  await expect(
    copyPack(memoryFolder(files), stopped, { signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
  expect([stopped.aborted, stopped.files]).toEqual([true, {}]);
});
