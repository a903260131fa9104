import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';

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

test('everything the manifest and the code name is there', () => {
  const wanted = [
    'manifest.json',
    'background.js',
    'content.js',
    'sidepanel/index.html',
    'offscreen/index.html',
  ];
  expect(files).toEqual(expect.arrayContaining([...wanted, 'fara-tiny/pack.json']));
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
