import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { makeManifest } from '../../vite/manifest.ts';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await builtExtension(console.log);
  files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
});

test('exactly one ONNX Runtime wasm ships, the JSPI build', () => {
  const wasm = files.filter((file) => file.endsWith('.wasm'));
  expect(wasm).toHaveLength(1);
  expect(wasm[0]).toMatch(/jspi/);
});

function builtManifest(folder: string) {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  return JSON.parse(text) as ReturnType<typeof makeManifest>;
}

test.each(['test', 'store'] as const)('the %s build has the manifest of the snapshots', async (kind) => {
  const { background, ...built } = builtManifest(await builtExtension(console.log, kind));
  const { background: _, ...source } = makeManifest(resolve(import.meta.dirname, '../..'), kind === 'test');
  // No web_accessible_resources above all: by them any site could tell that the extension is there.
  expect(built).toEqual(source);
  // The engine's page takes orders from this script only.
  expect(background).toEqual({ service_worker: 'service-worker-loader.js', type: 'module' });
});

test('everything the manifest and the code name is there', async () => {
  const { icons = {} } = builtManifest(folder);
  const pages = ['sidepanel/index.html', 'offscreen/index.html'];
  const words = ['_locales/en/messages.json', 'fara-tiny/pack.json'];
  const wanted = ['service-worker-loader.js', 'content.js', ...Object.values(icons), ...pages, ...words];
  expect(files).toEqual(expect.arrayContaining(wanted));
});

test('the content script is one classic script', () => {
  expect(readFileSync(join(folder, 'content.js'), 'utf8')).not.toMatch(/^\s*(import|export)\b/m);
});

test('pages load no script or style from elsewhere', () => {
  for (const page of files.filter((file) => file.endsWith('.html'))) {
    const markup = readFileSync(join(folder, page), 'utf8');
    expect([...markup.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])).not.toContainEqual(
      expect.stringMatching(/^(https?:)?\/\//),
    );
  }
});
