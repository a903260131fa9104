import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runModel } from '../../src/cli/model/index.ts';
import { describeProgress, formatBytes } from '../../src/cli/model/progress.ts';
import { PARITY, tinyFolder } from './checkpoint_files.ts';
import { collectOutput } from './output.ts';

// A machine with much else to do is no fault; `check` alone loads the engine.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'sidefara-weights-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let output: () => string;
beforeEach(() => {
  output = collectOutput();
  return () => vi.restoreAllMocks();
});

const source = join(PARITY, 'gqa32-sharded');

test('model export writes what transformers.js loads, and touches no folder that holds something', async () => {
  const pack = join(root, 'to-export');
  const out = join(root, 'exported');
  expect(await runModel(['import', source, '--out', pack, '--quant', 'q8'])).toBe(0);
  expect(await runModel(['export', pack, '--out', out])).toBe(0);
  expect(readdirSync(join(out, 'onnx')).sort()).toEqual([
    'decoder_model_merged_quantized.onnx',
    'embed_tokens_quantized.onnx',
    'vision_encoder_quantized.onnx',
  ]);
  const config = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
  expect(config.text_config).toMatchObject({
    model_type: 'qwen2_5_vl_text',
    hidden_size: config.hidden_size,
  });
  expect(await runModel(['export', pack, '--out', out])).toBe(1);
  expect(output()).toContain('holds files already');
  expect(existsSync(`${out}.part`)).toBe(false);
  expect(await runModel(['export', pack])).toBe(2);
});

describe('model import, inspect, verify', () => {
  test('writes a pack and a report, and says what the pack is', async () => {
    const out = join(root, 'pack');
    const json = join(root, 'report.json');
    expect(
      await runModel([
        'import',
        source,
        '--out',
        out,
        '--quant',
        'q4',
        '--profile',
        'fara-tiny',
        '--json',
        json,
      ]),
    ).toBe(0);
    expect(readdirSync(out)).toEqual(['pack.json', 'shard-00.bin']);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    expect(report).toMatchObject({
      bytesIn: 406768,
      bytesOut: expect.any(Number),
      seconds: expect.any(Number),
    });
    expect(report.bytesOut).toBe(
      ['pack.json', 'shard-00.bin'].reduce((sum, file) => sum + readFileSync(join(out, file)).length, 0),
    );
    expect(report.peakRssBytes).toBeGreaterThan(1e7);
    expect(report.tensors).toHaveLength(49);
    expect(report.tensors.find((tensor: { name: string }) => tensor.name === 'layers.1.down')).toMatchObject({
      dtype: 'q4',
      relativeError: expect.closeTo(0.08, 1),
    });
    expect(await runModel(['inspect', out])).toBe(0);
    expect(output()).toMatch(
      /gqa32-sharded: qwen2_5_vl, q4, 0\.20 million parameters\nprofile fara-tiny, pack hash [0-9a-f]{64}/,
    );
    expect(output()).toMatch(/GPU memory at 2048 tokens of context: [\d.]+ MB = weights/);
    expect(await runModel(['verify', out, '--json', json])).toBe(0);
    const { shards } = JSON.parse(readFileSync(join(out, 'pack.json'), 'utf8'));
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ name: 'gqa32-sharded', shards });
    writeFileSync(join(out, 'shard-00.bin'), 'x');
    expect(await runModel(['verify', out, '--json', json])).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8')).error).toMatchObject({
      code: 'bad-pack',
      file: 'shard-00.bin',
    });
  });

  test('inspect tells of weights that are no pack yet what each recipe takes', async () => {
    const json = join(root, 'survey.json');
    const gguf = join(import.meta.dirname, '..', 'fixtures', 'gguf', 'gqa32');
    expect(await runModel(['inspect', gguf, '--json', json])).toBe(0);
    expect(output()).toMatch(
      /gqa32: qwen2_5_vl from gguf, 0\.20 million parameters, 412\.4 KB\nprofile not told/,
    );
    expect(output()).toMatch(
      /--quant q4-head8: [\d.]+ KB on disk, [\d.]+ KB on the GPU, about 1 s to import/,
    );
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      kind: 'checkpoint',
      form: 'gguf',
      recipes: [{ quant: 'q8' }, { quant: 'q4-head8', seconds: expect.any(Number) }, { quant: 'q4' }],
    });
    output = collectOutput();
    expect(await runModel(['inspect', source, '--json', json])).toBe(1);
    expect(output()).toBe(
      'tokenizer.json is missing\ntokenizer_config.json is missing\nchat_template.jinja (or chat_template.json) is missing\n',
    );
    expect(JSON.parse(readFileSync(json, 'utf8')).kind).toBe('refused');
  });

  test('does not write over a folder unless told to, and leaves no temporary folder', async () => {
    const out = join(root, 'twice');
    const run = (...more: string[]) => runModel(['import', source, '--out', out, '--quant', 'q8', ...more]);
    expect(await run()).toBe(0);
    expect(await run()).toBe(1);
    expect(output()).toMatch(/is not empty\. Give another folder, or --replace/);
    expect(await run('--name', 'renamed', '--replace')).toBe(0);
    expect(JSON.parse(readFileSync(join(out, 'pack.json'), 'utf8')).name).toBe('renamed');
    expect(readdirSync(root).filter((name) => name.includes('partial') || name.includes('old'))).toEqual([]);
  });

  test('a fault of the input is exit code 1, the typed error in the JSON, and no folder', async () => {
    const broken = mkdtempSync(join(root, 'broken-'));
    const files = tinyFolder();
    for (const [file, content] of Object.entries(files))
      writeFileSync(join(broken, file), content.slice(0, -4));
    writeFileSync(join(broken, 'config.json'), files['config.json'] ?? '');
    const out = join(root, 'never');
    const json = join(root, 'error.json');
    expect(await runModel(['import', broken, '--out', out, '--quant', 'q4', '--json', json])).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8')).error).toMatchObject({
      code: 'truncated',
      file: 'model.safetensors',
    });
    expect([existsSync(out), output()]).toEqual([
      false,
      expect.stringMatching(/^model\.safetensors: the file ends before its last tensor/),
    ]);
    expect(await runModel(['inspect', broken])).toBe(1);
    for (const command of [['verify'], ['check'], ['synth', '--out', out], ['inspect']]) {
      const [name = '', ...flags] = command;
      expect(await runModel([name, join(root, 'nowhere'), ...flags, '--json', json])).toBe(1);
      const { error } = JSON.parse(readFileSync(json, 'utf8'));
      expect([name, error.code]).toEqual([name, 'not-found']);
      rmSync(json);
    }
    expect(await runModel(['import', join(root, 'nowhere'), '--out', out, '--quant', 'q4'])).toBe(1);
  });

  test.each([
    [[]],
    [['explode']],
    [['import', source]],
    [['import', source, '--out', 'x', '--quant', 'q5']],
    [['import', source, 'another', '--out', 'x', '--quant', 'q4']],
    [['import', source, '--what']],
    [['inspect']],
    [['inspect', 'pack', '--context', 'long']],
    [['verify', 'pack', '--json', 'no/such/folder/report.json']],
  ])('%j is a usage error', async (args) => {
    expect(await runModel(args)).toBe(2);
    expect(output()).toMatch(/npm run model -- COMMAND/);
  });
});

test('progress says rate and time left', () => {
  expect(describeProgress({ tensor: 'layers.11.gate', bytesDone: 6.1e9, bytesTotal: 16.6e9 }, 200)).toBe(
    '36 %, 6.1 GB of 16.6 GB, 30.5 MB/s, 5 min 44 s left, layers.11.gate',
  );
  expect([formatBytes(0), formatBytes(999), formatBytes(1234567)]).toEqual(['0 B', '999 B', '1.2 MB']);
});
