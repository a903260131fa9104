import { resolve } from 'node:path';
import { createServer } from 'vite';
import { expect, test } from 'vitest';
import { launchChromium } from '../../src/cli/browser/launch.ts';
import { SINK_CONTRACT } from '../weights/sink_contract.ts';

test('the OPFS sink keeps the promises of every FolderSink', async () => {
  const root = resolve(import.meta.dirname, '../..');
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    cacheDir: resolve(root, 'node_modules/.cache/sidefara/opfs'),
    server: { port: 0, host: '127.0.0.1', hmr: false },
  });
  await server.listen();
  const browser = await launchChromium({ headless: true, webgpu: 'off' });
  try {
    const page = await browser.context.newPage();
    await page.goto(`${server.resolvedUrls?.local[0]}test/e2e/opfs/index.html`);
    const results = await page.evaluate(
      () =>
        new Promise<Record<string, string>>((done, failed) => {
          const worker = new Worker('/test/e2e/opfs/worker.ts', { type: 'module' });
          worker.onmessage = ({ data }) => done(data);
          worker.onerror = ({ message }) => failed(new Error(message));
        }),
    );
    expect(Object.keys(results)).toHaveLength(Object.keys(SINK_CONTRACT).length + 4);
    expect(Object.entries(results).filter(([, outcome]) => outcome !== 'kept')).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
