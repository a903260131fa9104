import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { expect, test } from 'vitest';
import { launchChromium } from '../../src/cli/browser/launch.ts';
import { UNTRUSTED } from '../endpoint/untrusted.ts';
import { serveChat, streamText } from '../scripted/chat_server.ts';

/** The client in a page without any permission: browsers name neither CORS nor TLS, so it has to find out. */
function troubleAt(page: Page, url: string): Promise<{ code: string; message: string }> {
  // As text: what vitest makes of an import() exists in Node only.
  return page.evaluate(`(async () => {
    const { complete } = await import('/src/endpoint/complete.ts');
    const server = { url: ${JSON.stringify(url)}, key: null };
    const order = { model: 'fara', messages: [], maxTokens: 8 };
    try {
      await complete(server, order, () => {}, new AbortController().signal, { waits: [] });
      return { code: 'none', message: 'it answered' };
    } catch ({ code, message }) {
      return { code, message };
    }
  })()`);
}

test('CORS, an untrusted certificate, https where http is spoken, and nothing at all are told apart', async () => {
  const root = resolve(import.meta.dirname, '../..');
  const vite = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    cacheDir: resolve(root, 'node_modules/.cache/sidefara/endpoint'),
    server: { port: 0, host: '127.0.0.1', hmr: false },
  });
  await vite.listen();
  // It answers well, but says nothing of other origins.
  const chat = await serveChat(['fara'], (_, response) => streamText(response, 'Hello.'));
  const tls = createTlsServer(UNTRUSTED, (_, response) => void response.end('{}'));
  await new Promise<void>((listening) => tls.listen(0, '127.0.0.1', listening));
  const { port } = tls.address() as AddressInfo;
  const gone = await serveChat([], () => {});
  await gone.close();
  const browser = await launchChromium({ headless: true, webgpu: 'off' });
  try {
    const page = await browser.context.newPage();
    await page.goto(`${vite.resolvedUrls?.local[0]}test/e2e/opfs/index.html`);
    expect(await troubleAt(page, chat.url)).toMatchObject({
      code: 'cors',
      message: expect.stringMatching(/answers, but does not allow .* \(CORS\)/),
    });
    expect(await troubleAt(page, `https://127.0.0.1:${port}/v1`)).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/certificate is not trusted. Open https:\/\/127\.0\.0\.1:\d+ in a tab/),
    });
    expect(await troubleAt(page, chat.url.replace('http:', 'https:'))).toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/speaks http, not https/),
    });
    expect(await troubleAt(page, gone.url)).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1:/),
    });
  } finally {
    await browser.close();
    await vite.close();
    await chat.close();
    tls.closeAllConnections();
    tls.close();
  }
});
