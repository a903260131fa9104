import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import upstream from '../../models/fara-7b/upstream.json' with { type: 'json' };
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { matrixShape, spanBytes } from '../../src/weights/pack/layout.ts';
import { parameterCount } from '../../src/weights/pack/size.ts';
import { kindFor } from '../../src/weights/quantise/recipe.ts';
import { readQwen25VlConfig } from '../../src/weights/qwen2_5_vl/config.ts';
import { FARA_7B_CONFIG } from '../../src/weights/qwen2_5_vl/fara_7b.ts';
import { canonicalTensors } from '../../src/weights/qwen2_5_vl/tensors.ts';
import { recogniseModel } from '../../src/weights/recognise.ts';
import { planImport } from '../../src/weights/resume/plan.ts';
import { sha256Hex } from '../../src/weights/sha256.ts';
import { type FolderSource, memorySource } from '../../src/weights/source.ts';
import { headerOf, SEVEN_B, splitTensors } from '../bench/real_import/checkpoint.ts';

const checkpoint = join(import.meta.dirname, '..', '..', '..', 'shared', 'fixtures', 'fara', 'checkpoint');
const here = existsSync(checkpoint);
if (!here) console.log('Fara-7B side files are not beside this checkout: six cases are skipped');
const readJson = (file: string) => JSON.parse(readFileSync(join(checkpoint, file), 'utf8'));

test.skipIf(!here)(
  "the tensor table is exactly Fara-7B's index: 729 names, 16,584,333,312 bytes in bf16",
  () => {
    const table = canonicalTensors(readQwen25VlConfig(readJson('config.json')));
    const index = readJson('model.safetensors.index.json');
    const parts = table.flatMap((tensor) => tensor.parts);
    expect(parts.map((part) => part.name).sort()).toEqual(Object.keys(index.weight_map).sort());
    const parameters = parts.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect([parameters, 2 * parameters]).toEqual([upstream.parameters, index.metadata.total_size]);
  },
);

test("the geometry that ships with the source has as many parameters as Fara-7B's files", () => {
  expect(parameterCount(readQwen25VlConfig(FARA_7B_CONFIG))).toBe(upstream.parameters);
});

test.skipIf(!here)("it is that of Fara-7B's own config.json", () => {
  expect(readQwen25VlConfig(FARA_7B_CONFIG)).toEqual(readQwen25VlConfig(readJson('config.json')));
});

test.skipIf(!here)('the sizes that its README states for each recipe', () => {
  const table = canonicalTensors(readQwen25VlConfig(readJson('config.json')));
  const gigabytes = (quant: 'q4' | 'q8') =>
    table.reduce((sum, { role, shape }) => {
      const { data, scales } = spanBytes(kindFor(quant, role), shape);
      return sum + data + scales;
    }, 0) / 1e9;
  expect([gigabytes('q4').toFixed(2), gigabytes('q8').toFixed(2)]).toEqual(['5.80', '9.33']);
  const largest = table.map(({ role, shape }) => spanBytes(kindFor('q8', role), shape).data);
  expect(Math.max(...largest)).toBeLessThan(2 ** 30);
  expect(matrixShape([152064, 3584])).toEqual({ rows: 152064, columns: 3584 });
});

test.skipIf(!here)('its side files are the ones whose hashes are kept', () => {
  for (const { file, bytes, sha256 } of upstream.sideFiles) {
    const content = new Uint8Array(readFileSync(join(checkpoint, file)));
    expect([file, content.length, sha256Hex(content)]).toEqual([file, bytes, sha256]);
  }
});

/** A folder of weight files with sizes and no contents, which recognition must not read, beside real small files. */
function folderOfSizes(sizes: Record<string, number>, side: Record<string, Uint8Array>): FolderSource {
  return {
    name: 'sizes',
    has: async (file) => file in sizes || file in side,
    list: async () => [...Object.keys(sizes), ...Object.keys(side)],
    open: async (name) => {
      const content = side[name];
      if (content) return memorySource(name, content);
      const read = async () => Promise.reject(new Error('nothing of the weights may be read'));
      return { name, size: sizes[name] ?? 0, read, close: async () => {} };
    },
  };
}

test.skipIf(!here)(
  'Fara-7B is recognised by the sizes of its weights and the hashes of its config and index',
  async () => {
    const sizes = Object.fromEntries(upstream.weights.map(({ file, bytes }) => [file, bytes]));
    const side = Object.fromEntries(
      ['config.json', 'model.safetensors.index.json'].map((file) => [
        file,
        new Uint8Array(readFileSync(join(checkpoint, file))),
      ]),
    );
    const recognised = await recogniseModel(folderOfSizes(sizes, side));
    expect(recognised).toMatchObject({ profile: 'fara-7b', repository: 'microsoft/Fara-7B', other: false });
    expect(Object.fromEntries(recognised?.hashes ?? [])).toEqual(
      Object.fromEntries(upstream.weights.map(({ file, sha256 }) => [file, sha256])),
    );
    const other = { ...sizes, 'model-00004-of-00004.safetensors': 1 };
    expect(await recogniseModel(folderOfSizes(other, side))).toBeNull();
    const changed = side['config.json']?.slice() ?? new Uint8Array();
    changed[changed.length - 3] = 0x20;
    expect(await recogniseModel(folderOfSizes(sizes, { ...side, 'config.json': changed }))).toBeNull();
    expect(await recogniseModel(folderOfSizes(sizes, {}))).toBeNull();
  },
);

test.skipIf(!here)(
  'its weight files are planned with their published hashes, whatever profile is named',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidefara-fara-7b-'));
    try {
      for (const file of ['config.json', 'model.safetensors.index.json'])
        await copyFile(join(checkpoint, file), join(folder, file));
      for (const [i, entries] of splitTensors(SEVEN_B).entries()) {
        const { file = '', bytes = 0 } = upstream.weights[i] ?? {};
        await writeFile(join(folder, file), headerOf(entries));
        // Nothing of it is on the disk.
        await truncate(join(folder, file), bytes);
      }
      for (const recipe of [{}, { profile: 'fara-tiny' }] as { profile?: string }[]) {
        const plan = await planImport(fileFolder(folder), { quant: 'q4', ...recipe });
        await plan.close();
        expect(plan.header.profile).toBe(recipe.profile ?? 'fara-7b');
        expect(plan.files.map(({ file, sent, published }) => [file.name, sent, published])).toEqual(
          upstream.weights.map(({ file, sha256 }) => [file, undefined, sha256]),
        );
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  60_000,
);

test('a folder of something else is not recognised', async () => {
  expect(await recogniseModel(folderOfSizes({ 'model.safetensors': 1 }, {}))).toBeNull();
});
