import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EnginePage, openEnginePage } from '../../src/cli/browser/engine-page.ts';
import { resizeBicubic } from '../../src/fara/image/resize.ts';
import { importFixture, patternImage } from './reference.ts';

/** The engine worker through its client, in Chromium. Everything fails with a code the host can act on. */
let engine: EnginePage;
let base: string;
beforeAll(async () => {
  engine = await openEnginePage({ webgpu: 'software' });
  const folder = await importFixture('mha16-tied', 'f32');
  base = engine.serve(folder);
});
afterAll(() => engine.close());

/** In the page: the code a promise of the client rejects with, or 'fine'. */
const outcome = `(promise) => promise.then(() => 'fine', (error) => error.code + ': ' + error.message)`;
const run = (code: string) => engine.page.evaluate<string>(`(${outcome})((async () => { ${code} })())`);
const load = (url: string, device = 'cpu') =>
  `await sidefaraEngine.client.load({ pack: { kind: 'url', base: '${url}' }, device: '${device}' });`;
const generate = (tokens: number, signal = '') =>
  `await sidefaraEngine.client.generate(
     { prompt: { inputIds: [5, 6, 7], images: [] }, maxNewTokens: ${tokens} }, undefined, ${signal || 'undefined'});`;

test('before a pack is loaded', async () => {
  expect(await run(generate(1))).toMatch(/^not-loaded: /);
});

test('a folder without a pack', async () => {
  expect(await run(load(`${base}nowhere/`))).toMatch(/^bad-pack: pack\.json: .*404/);
});

test('a message that is none', async () => {
  expect(await run(`await sidefaraEngine.client.generate({ prompt: 'hello', maxNewTokens: 1 });`)).toMatch(
    /^bad-request: /,
  );
});

// 40 ms: on a quiet machine all 2000 tokens of this checkpoint were done within 300 ms.
test('an abort ends decoding within a moment, and the worker goes on', async () => {
  expect(await run(load(base))).toBe('fine');
  const started = performance.now();
  expect(await run(generate(2000, 'AbortSignal.timeout(40)'))).toMatch(/^aborted: /);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await run(generate(3))).toBe('fine');
});

test('a signal already aborted', async () => {
  expect(await run(generate(1, 'AbortSignal.abort()'))).toMatch(/^aborted: /);
});

test('an image that cannot be decoded', async () => {
  const code = `await sidefaraEngine.client.generate(
    { prompt: { inputIds: [252], images: [new Blob(['no image'])] }, maxNewTokens: 1 });`;
  expect(await run(code)).toMatch(/^bad-request: .*cannot be decoded/);
});

test('a verdict that finds the GPU wrong is believed; one for another adapter is not', async () => {
  const verdict = (adapter: string) => `{ version: 2, adapter: ${adapter}, features: null,
    checks: [{ features: [], passed: false, errors: {} }] }`;
  const withVerdict = (adapter: string) =>
    `const model = await sidefaraEngine.client.load(
       { pack: { kind: 'url', base: '${base}' }, device: 'webgpu', verdict: ${verdict(adapter)} });
     globalThis.fresh = model.device.verdict;`;
  expect(await run(withVerdict(`'some other adapter'`))).toBe('fine');
  expect(await engine.page.evaluate('fresh.features')).toEqual([]);
  expect(await run(withVerdict('fresh.adapter'))).toMatch(/^gpu-wrong: .*graphics driver/);
});

test('a pack in the origin private file system and one of chosen files are packs like any other', async () => {
  const store = `const names = ['pack.json', 'shard-00.bin'];
    const files = await Promise.all(names.map(async (name) =>
      ({ name, blob: await (await fetch('${base}' + name)).blob() })));`;
  const fromFiles = `${store}
    const { packHash } = await sidefaraEngine.client.load({ pack: { kind: 'files', files }, device: 'cpu' });
    globalThis.hashes = [packHash];`;
  const fromOpfs = `${store}
    let folder = await navigator.storage.getDirectory();
    for (const part of ['packs', 'mine']) folder = await folder.getDirectoryHandle(part, { create: true });
    for (const { name, blob } of files) {
      const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await stream.write(blob);
      await stream.close();
    }
    const { packHash } = await sidefaraEngine.client.load({ pack: { kind: 'opfs', folder: 'packs/mine' }, device: 'cpu' });
    globalThis.hashes.push(packHash);`;
  expect(await run(`${fromFiles} ${generate(2)}`)).toBe('fine');
  expect(await run(`${fromOpfs} ${generate(2)}`)).toBe('fine');
  expect(await engine.page.evaluate('new Set(hashes).size')).toBe(1);
  const missing = `await sidefaraEngine.client.load({ pack: { kind: 'opfs', folder: 'packs/none' }, device: 'cpu' });`;
  expect(await run(missing)).toMatch(/^bad-pack: the model store has no folder packs\/none/);
});

test('a PNG is decoded to exactly its pixels', async () => {
  const { width, height, data } = patternImage(84, 56, 3);
  const png = encode({ width, height, data: new Uint8Array(data), channels: 4 });
  const request = (
    image: string,
  ) => `{ prompt: { inputIds: [5, ...new Array(6).fill(252), 7], images: [${image}] },
    maxNewTokens: 0, allLogits: false }`;
  const code = `
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const png = new Blob([bytes('${Buffer.from(png).toString('base64')}')], { type: 'image/png' });
    const data = new Uint8ClampedArray(bytes('${Buffer.from(data).toString('base64')}'));
    const rows = { width: ${width}, height: ${height}, data };
    const a = await sidefaraEngine.client.forward(${request('png')});
    const b = await sidefaraEngine.client.forward(${request('rows')});
    globalThis.differences = [...a.logits].filter((value, i) => value !== b.logits[i]).length;
    globalThis.seenBefore = b.generated.timings.visionMs;`;
  expect(await run(`${load(base)} ${code}`)).toBe('fine');
  expect(await engine.page.evaluate('differences')).toBe(0);
  // Equal pixels are one image to the engine: the vision tower did not run again.
  expect(await engine.page.evaluate<number>('seenBefore')).toBeLessThan(2);
});

test('a picture is resized in the worker to the size it asks for', async () => {
  const large = patternImage(168, 113, 5);
  const size = { width: 84, height: 56 };
  const small = resizeBicubic(large, size);
  const png = encode({ ...large, data: new Uint8Array(large.data), channels: 4 });
  const request = (
    image: string,
  ) => `{ prompt: { inputIds: [5, ...new Array(6).fill(252), 7], images: [${image}] },
    maxNewTokens: 0, allLogits: false }`;
  const base64 = (bytes: Uint8Array | Uint8ClampedArray) => Buffer.from(bytes).toString('base64');
  const code = `
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const picture = new Blob([bytes('${base64(png)}')], { type: 'image/png' });
    const rows = { width: 84, height: 56, data: new Uint8ClampedArray(bytes('${base64(small.data)}')) };
    const a = await sidefaraEngine.client.forward(${request(`{ picture, size: ${JSON.stringify(size)} }`)});
    const b = await sidefaraEngine.client.forward(${request('rows')});
    globalThis.differences = [...a.logits].filter((value, i) => value !== b.logits[i]).length;
    globalThis.sent = a.generated.images;
    await sidefaraEngine.client.forward(${request('{ picture, size: { width: 85, height: 56 } }')});`;
  expect(await run(`${load(base)} ${code}`)).toMatch(
    /^bad-request: an image is to be sent at 85x56 px, .* multiples of 28/,
  );
  expect(await engine.page.evaluate('differences')).toBe(0);
  expect(await engine.page.evaluate('sent')).toEqual([size]);
});

test('after unloading', async () => {
  expect(await run(load(base))).toBe('fine');
  expect(await run('await sidefaraEngine.client.unload();')).toBe('fine');
  expect(await run(generate(1))).toMatch(/^not-loaded: /);
});

test('a closed client', async () => {
  expect(await run(`sidefaraEngine.client.close(); ${generate(1)}`)).toMatch(
    /^not-loaded: the engine was closed/,
  );
});
