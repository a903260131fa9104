import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runModel } from '../../src/cli/model/index.ts';
import { hubAddress } from '../../src/protocol/hub.ts';
import { type HubOptions, hubFolder } from '../../src/weights/http/hub_folder.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { readText } from '../../src/weights/source.ts';
import { safetensors, TINY_CONFIG, tinyFolder, tinyTensors } from './checkpoint_files.ts';
import { COMMIT, type Fault, type HubServer, head, hubServer, REPO } from './hub_server.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';
import { collectOutput } from './output.ts';

// A machine with much else to do is no fault.
vi.setConfig({ testTimeout: 60_000 });

// Large enough for requests that grow: 2.5 MB, the embedding alone 1.2 MB.
const config = { ...TINY_CONFIG, vocab_size: 6000 };
const files: Record<string, Uint8Array | string> = {
  ...tinyFolder(tinyTensors(config), config),
  'notes.txt': 'of no use here',
};
const shard = new Uint8Array(Buffer.from(files['model.safetensors'] ?? ''));
const RECIPE = { quant: 'q4', name: 'a-model' } as const;
/** Nobody waits long in a test; the weights file is read in parts. */
const OPTIONS: HubOptions = { patience: { stallMs: 250, tries: 4, pauseMs: 1 }, wholeLimit: 100_000 };

const local = memorySink();
let hub: HubServer;
beforeAll(async () => {
  await importCheckpoint(memoryFolder(files), local, RECIPE);
  hub = await hubServer(files);
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.fault = () => false;
});

const open = (options = OPTIONS, base = hub.base) => hubFolder(hubAddress(REPO, base), options);
const isShard = (file: string) => file === 'model.safetensors';
/** A part of the weights, and not of their header. */
const isBody: (...args: Parameters<Fault>) => boolean = ({ file, range }) =>
  isShard(file) && (range?.first ?? 0) > 100_000;

/** SHA-256 of each file. */
const hashes = (pack: Record<string, Uint8Array>) =>
  Object.entries(pack).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);

async function imported() {
  const sink = memorySink();
  await importCheckpoint(await open(), sink, RECIPE);
  return hashes(sink.files);
}

describe('a repository as a folder', () => {
  test('tells its files, their exact sizes and its commit before anything is downloaded', async () => {
    const folder = await open();
    const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
    expect([folder.name, folder.bytes, folder.hub.revision]).toEqual(['a-model', bytes, COMMIT]);
    expect(await folder.list()).toEqual(['config.json', 'model.safetensors', 'notes.txt']);
    expect(await folder.open('model.safetensors')).toMatchObject({ size: shard.length });
    expect(hub.requests).toEqual([]);
  });

  test('is listed page by page, from the server that was named alone', async () => {
    const many = Object.fromEntries(Array.from({ length: 23 }, (_, i) => [`notes-${i}.txt`, String(i)]));
    const paged = await hubServer({ ...files, ...many }, 5);
    const folder = await open(OPTIONS, paged.base);
    await paged.close();
    expect(await folder.list()).toEqual([...Object.keys(files), ...Object.keys(many)].sort());
  });

  test('becomes the same pack as the folder on disk, and no byte of the weights is fetched in vain', async () => {
    expect(await imported()).toEqual(hashes(local.files));
    const fetched = hub.requests
      .filter(({ file }) => isShard(file))
      .reduce((sum, { range }) => sum + (range ? range.last - range.first + 1 : shard.length), 0);
    // Two reads of the header and small tensors that lie side by side, up to 64 KB each.
    expect(fetched).toBeLessThan(1.5 * shard.length);
    expect(hub.requests.filter(({ file }) => file === 'notes.txt')).toEqual([]);
  });

  test('an import that was stopped goes on from its last tensor, from another server too', async () => {
    const stop = new AbortController();
    const first = memorySink();
    const started = importCheckpoint(await open({ ...OPTIONS, signal: stop.signal }), first, {
      ...RECIPE,
      signal: stop.signal,
      onProgress: ({ bytesDone, bytesTotal }) => {
        if (bytesDone > bytesTotal / 2) stop.abort(new Error('paused'));
      },
    });
    await expect(started).rejects.toThrow('paused');
    const mirror = await hubServer(files);
    const second = memorySink(first.kept);
    const { bytesResumed } = await importCheckpoint(await open(OPTIONS, mirror.base), second, RECIPE);
    await mirror.close();
    expect(bytesResumed).toBeGreaterThan(shard.length / 3);
    expect(hashes(second.files)).toEqual(hashes(local.files));
  });
});

describe('a bad connection costs time and nothing else', () => {
  const cut: Fault = ({ range, index }, response, content) => {
    if (index % 2 === 1 || !range) return false;
    head(range, response, content.length);
    const half = Math.floor((range.first + range.last + 1) / 2);
    response.write(content.subarray(range.first, half), () => response.destroy());
    return true;
  };
  const stalled: Fault = ({ range, index }, response, content) => {
    if (index % 5 !== 2 || !range) return false;
    head(range, response, content.length);
    response.write(content.subarray(range.first, range.first + 1));
    return true;
  };
  const silent: Fault = ({ index }) => index === 1;
  const busy: Fault = ({ index }, response) => {
    if (index % 3 !== 0) return false;
    response.writeHead(index % 2 === 0 ? 503 : 429).end();
    return true;
  };
  test.each([
    ['cut off in the middle', cut],
    ['stalled after a byte', stalled],
    ['never answered', silent],
    ['refused for the moment', busy],
  ])('requests %s are made anew from where they got to', async (_, fault) => {
    hub.fault = fault;
    expect(await imported()).toEqual(hashes(local.files));
  });

  test('what was there of a broken request is not asked for again', async () => {
    let broken = false;
    hub.fault = (request, response, content) => {
      const { range } = request;
      if (broken || !range || !isBody(request, response, content)) return false;
      broken = true;
      head(range, response, content.length);
      const half = Math.floor((range.first + range.last + 1) / 2);
      // What has arrived must have been read before the connection breaks, or it is lost with it.
      response.write(content.subarray(range.first, half), () => setTimeout(() => response.destroy(), 1000));
      return true;
    };
    const patience = { stallMs: 30_000, tries: 4, pauseMs: 1 };
    await importCheckpoint(await open({ ...OPTIONS, patience }), memorySink(), RECIPE);
    const at = hub.requests.findIndex(({ file, range }) => isShard(file) && (range?.first ?? 0) > 100_000);
    const [first, again] = [hub.requests[at]?.range, hub.requests.slice(at + 1)];
    const middle = Math.floor(((first?.first ?? 0) + (first?.last ?? 0) + 1) / 2);
    expect(again.map(({ range }) => range)).toContainEqual({ first: middle, last: first?.last });
  });
});

describe('a server that cannot be relied on', () => {
  const whole: Fault = (request, response, content) => {
    if (!isBody(request, response, content)) return false;
    response.writeHead(200).end(content);
    return true;
  };
  const part =
    (shift: number, total: number): Fault =>
    (request, response, content) => {
      const { range } = request;
      if (!range || !isBody(request, response, content)) return false;
      head({ first: range.first + shift, last: range.last + shift }, response, content.length + total);
      response.end(content.subarray(range.first, range.last + 1));
      return true;
    };
  const unnamed: Fault = (request, response, content) => {
    if (!isBody(request, response, content)) return false;
    response.writeHead(206).end(content.subarray(request.range?.first));
    return true;
  };
  const generous: Fault = (request, response, content) => {
    const { range } = request;
    if (!range || !isBody(request, response, content)) return false;
    response.writeHead(206, { 'Content-Range': `bytes ${range.first}-${range.last}/${content.length}` });
    response.end(content.subarray(range.first - 9, range.last + 1));
    return true;
  };
  const changed: Fault = (request, response, content) => {
    const { range } = request;
    if (!range || !isBody(request, response, content)) return false;
    response.setHeader('Content-Range', `bytes ${range.first}-${range.last}/${content.length}`);
    response.writeHead(206, { ETag: '"two"' }).end(content.subarray(range.first, range.last + 1));
    return true;
  };
  const beyond: Fault = (request, response, content) => {
    if (!isBody(request, response, content)) return false;
    response.writeHead(416).end();
    return true;
  };
  const forever: Fault = (request, response, content) => {
    if (!isBody(request, response, content)) return false;
    response.destroy();
    return true;
  };
  const altered: Fault = ({ file }, response, content) => {
    if (file !== 'config.json') return false;
    response.end(Buffer.from(content).toString().replace('qwen2_5_vl', 'qwen2_5_vx'));
    return true;
  };
  test.each<[string, Fault, string, RegExp]>([
    ['sends the whole file for a part', whole, 'bad-answer', /expected HTTP status 206, bytes .* found 200/],
    ['sends another part', part(1, 0), 'bad-answer', /found 206, bytes/],
    ['has a longer file', part(0, 7), 'bad-answer', new RegExp(`found 206, bytes .*/${shard.length + 7}`)],
    [
      'has a truncated file',
      part(0, -7),
      'truncated',
      new RegExp(`expected ${shard.length} bytes, found ${shard.length - 7}`),
    ],
    ['does not say which part', unnamed, 'bad-answer', /no Content-Range/],
    ['sends more than it said', generous, 'bad-answer', /sends more than it announced/],
    ['changes the file meanwhile', changed, 'bad-answer', /expected ETag "one", found "two"/],
    ['says that the file ends before', beyond, 'truncated', /416.*name another server/],
    ['hangs up every time', forever, 'network', /given up after 4 tries; the last one: .*then continue/],
    ['alters a small file', altered, 'hash-mismatch', /config\.json: the downloaded file is not/],
  ])('%s: the import ends with what was expected and found', async (_, fault, code, message) => {
    hub.fault = fault;
    await expect(imported()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  /** Everything is as it should be but for one bit of the weights. */
  const flipped: Fault = (request, response, content) => {
    const at = 300_000;
    const { first = 0, last = 0 } = request.range ?? {};
    if (!isShard(request.file) || at < first || at > last) return false;
    const bad = content.slice(first, last + 1);
    bad[at - first] = (bad[at - first] ?? 0) ^ 1;
    head({ first, last }, response, content.length);
    response.end(bad);
    return true;
  };
  const otherHash = {
    code: 'hash-mismatch',
    detail: {
      file: 'model.safetensors',
      expected: `sha256 ${createHash('sha256').update(shard).digest('hex')}`,
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
      next: expect.stringMatching(/fetch this file again.*then import again/),
    },
  };

  test('a flipped bit in large weights is told by their hash, and nothing is kept of them', async () => {
    hub.fault = flipped;
    const sink = memorySink();
    await expect(importCheckpoint(await open(), sink, RECIPE)).rejects.toMatchObject(otherHash);
    expect([sink.files, sink.kept, sink.aborted]).toEqual([{}, null, true]);
  });

  test('the hash goes on with the import: a bit flipped before a pause is told after it', async () => {
    hub.fault = flipped;
    const stop = new AbortController();
    const first = memorySink();
    const paused = importCheckpoint(await open({ ...OPTIONS, signal: stop.signal }), first, {
      ...RECIPE,
      signal: stop.signal,
      onProgress: ({ bytesDone, bytesTotal }) => {
        if (bytesDone > bytesTotal / 2) stop.abort(new Error('paused'));
      },
    });
    await expect(paused).rejects.toThrow('paused');
    hub.fault = () => false;
    hub.requests.length = 0;
    const second = memorySink(first.kept);
    await expect(importCheckpoint(await open(), second, RECIPE)).rejects.toMatchObject(otherHash);
    expect([second.files, second.kept]).toEqual([{}, null]);
    const again = hub.requests.flatMap(({ range }) => (range && range.first <= 300_000 ? [range.first] : []));
    expect(Math.max(...again), 'what was hashed is not fetched again').toBeLessThan(100_000);
  });

  test('of several files only the one with another hash is fetched again', async () => {
    const tensors = Object.entries(tinyTensors(config));
    const parts = ['model-1.safetensors', 'model-2.safetensors'] as const;
    const halves = parts.map((_, half) =>
      tensors.filter(([name]) => (name === 'lm_head.weight') === (half === 1)),
    );
    const weightMap = halves.flatMap((half, i) => half.map(([name]) => [name, parts[i]]));
    const two = await hubServer({
      ...tinyFolder({}, config),
      'model.safetensors.index.json': JSON.stringify({ weight_map: Object.fromEntries(weightMap) }),
      ...Object.fromEntries(halves.map((half, i) => [parts[i], safetensors(Object.fromEntries(half))])),
    });
    two.fault = ({ file, ...rest }, response, content) =>
      file === parts[1] && flipped({ file: 'model.safetensors', ...rest }, response, content);
    const first = memorySink();
    const run = async (sink: typeof first) => importCheckpoint(await open(OPTIONS, two.base), sink, RECIPE);
    await expect(run(first)).rejects.toMatchObject({ code: 'hash-mismatch', detail: { file: parts[1] } });
    expect([first.files, first.aborted]).toEqual([{}, false]);
    two.fault = () => false;
    two.requests.length = 0;
    const second = memorySink(first.kept);
    const { bytesResumed } = await run(second);
    await two.close();
    expect(hashes(second.files)).toEqual(hashes(local.files));
    expect(bytesResumed).toBe(halves[0]?.reduce((sum, [, { data }]) => sum + data.length, 0));
    const body = two.requests.filter(({ file, range }) => file === parts[0] && (range?.first ?? 0) > 20_000);
    expect(body).toEqual([]);
  });

  test('small weights are hashed whole', async () => {
    hub.fault = ({ file }, response, content) => {
      if (!isShard(file)) return false;
      const bad = content.slice();
      bad[bad.length - 5] = (bad.at(-5) ?? 0) ^ 1;
      response.end(bad);
      return true;
    };
    const folder = await open({ ...OPTIONS, wholeLimit: 2 ** 24 });
    const weights = await folder.open('model.safetensors');
    await expect(weights.read(0, 8)).rejects.toMatchObject({ code: 'hash-mismatch' });
  });

  test.each([
    ['nobody/nothing', 'not-found', /revision/],
    ['gated/model', 'no-access', /403.*gated/],
    ['html/model', 'bad-answer', /does not describe the repository.*doctype/],
  ])('%s is refused with the reason', async (repo, code, message) => {
    const opened = hubFolder(hubAddress(repo, hub.base), OPTIONS);
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a file that is not in the list is not asked for', async () => {
    await expect(readText(await open(), 'tokenizer.json')).rejects.toMatchObject({ code: 'not-found' });
    expect(hub.requests).toEqual([]);
  });
});

test.each(['', 'Fara-7B', 'a/b/c', '../x', 'a/b@', 'a/b@c@d', 'a/..', 'a/b?x'])(
  '%j is no repository',
  (typed) => {
    expect(() => hubAddress(typed)).toThrow(/OWNER\/NAME/);
  },
);

test('a mirror may lie below a path, and must be a plain address', () => {
  expect(hubAddress(' a/b@v1 ', 'https://mirror.example/hf/')).toEqual({
    base: 'https://mirror.example/hf',
    repo: 'a/b',
    revision: 'v1',
  });
  for (const base of ['ftp://x.example', 'x', 'https://me:pw@x.example', 'https://x.example/?y'])
    expect(() => hubAddress('a/b', base)).toThrow(/no server address/);
});

test('the command line imports from a repository, and tells its size and commit first', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sidefara-hub-'));
  const out = join(root, 'pack');
  const told = collectOutput();
  try {
    const run = (from: string, ...more: string[]) =>
      runModel(['import', from, '--out', out, '--quant', 'q4', ...more]);
    expect(await run(`hf:${REPO}`, '--base', hub.base)).toBe(0);
    expect(told()).toMatch(new RegExp(`^${REPO}@${COMMIT}: 3 files, 2\\.\\d MB \\(\\d{7} bytes\\)`));
    const { 'pack.json': expected = new Uint8Array() } = local.files;
    expect(readFileSync(join(out, 'pack.json')).equals(expected)).toBe(true);
    const json = join(root, 'inspected.json');
    expect(await runModel(['inspect', `hf:${REPO}`, '--base', hub.base, '--json', json])).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      kind: 'refused',
      problems: expect.arrayContaining(['tokenizer.json is missing']),
    });
    expect(await run('hf:nobody/nothing', '--base', hub.base)).toBe(1);
    expect(await run('hf:nothing')).toBe(2);
    expect(await run(root, '--base', hub.base)).toBe(2);
  } finally {
    vi.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  }
});
