import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { urlFolder } from '../../src/weights/browser/url_folder.ts';
import { importCheckpoint } from '../../src/weights/import.ts';
import { openPack, readTensor } from '../../src/weights/pack/read.ts';
import { verifyPack } from '../../src/weights/pack/verify.ts';
import { tinyFolder } from './checkpoint_files.ts';
import { memoryFolder, memorySink } from './memory_folder.ts';

const sink = memorySink();
let server: Server;
let base: string;

beforeAll(async () => {
  await importCheckpoint(memoryFolder(tinyFolder()), sink, { quant: 'q4' });
  server = createServer((request, response) => {
    const content = sink.files[request.url?.replace('/pack/', '') ?? ''];
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pack/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a pack under a URL is the same pack, its shards as Blobs', async () => {
  const local = await openPack(memoryFolder(sink.files));
  const open = await openPack(urlFolder(base));
  await verifyPack(open);
  expect([open.packHash, open.shards[0]?.blob?.size]).toEqual([local.packHash, open.pack.shards[0]?.bytes]);
  expect([...(await readTensor(open, 'embed'))]).toEqual([...(await readTensor(local, 'embed'))]);
});

test('what is not there is a typed error with the file, and an abort stays an abort', async () => {
  await expect(openPack(urlFolder(`${base}nowhere/`))).rejects.toMatchObject({
    code: 'not-found',
    detail: { file: 'pack.json' },
  });
  const stop = new AbortController();
  stop.abort(new Error('left'));
  await expect(urlFolder(base, [], stop.signal).open('pack.json')).rejects.toThrow('left');
});
