import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EARLY } from '../../src/background/guard/mark.ts';
import { closeServer } from '../scripted/chat_server.ts';
import { type Hands, openHands } from './hands/open.ts';

/** Dialogs in a page's own text, before which no message to the page can be in time. A real server: headers matter. */
let hands: Hands;
let server: Server;
let here: string;
/** The same server under a name that makes it another site. */
let elsewhere: string;

const PAGES: Readonly<Record<string, (elsewhere: string) => string>> = {
  '/free': () => '<p>Free</p>',
  '/early': () =>
    '<title>Early</title><script>alert("Hello"); window.answers = [confirm("Sure?"), prompt("Name?", "x")]</script>',
  '/curious': () =>
    `<title>Curious</title><script>const heard = []; alert("Hello");
     for (const at of [window, document]) at.addEventListener("${EARLY}", (e) => heard.push(e.detail), true)</script>`,
  '/nested': (elsewhere) =>
    `<title>Nested</title><script>alert("Outside")</script><iframe src="${elsewhere}/early"></iframe>
     <iframe srcdoc="<script>alert('Inside')</script>"></iframe>`,
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    if (request.url === '/moved') response.writeHead(302, { location: `${elsewhere}/early` }).end();
    else if (!page) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': 'text/html', 'cache-control': 'max-age=600' })
        .end(`<!doctype html>${page(elsewhere)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  here = `http://127.0.0.1:${port}`;
  elsewhere = `http://localhost:${port}`;
  hands = await openHands({ backForwardCache: true });
});
afterAll(async () => {
  await hands?.close();
  await closeServer(server);
});

/** The dialogs that the browser itself shows from now on; each is dismissed. */
function nativeDialogs(page: Page): string[] {
  const shown: string[] = [];
  page.on('dialog', (dialog) => {
    shown.push(dialog.message());
    dialog.dismiss().catch(() => {});
  });
  return shown;
}

const dialogs = async () =>
  ((await hands.observe()).news ?? []).map((one) => (one.what === 'dialog' ? one.text : one.what));

test('an early dialog is dismissed and told, on every page, from the cache and in frames of other sites too', async () => {
  const { page } = hands;
  const native = nativeDialogs(page);
  await page.goto(`${here}/free`);
  expect(await dialogs()).toEqual([]);
  for (const path of ['/early', '/moved', '/early']) {
    await hands.deed({ kind: 'visit', url: `${here}${path}` });
    await expect.poll(() => page.title()).toBe('Early');
    expect(await page.evaluate('window.answers')).toEqual([false, null]);
    expect(await dialogs()).toEqual(['Hello', 'Sure?', 'Name?']);
    await hands.deed({ kind: 'visit', url: `${here}/free` });
    await expect.poll(() => page.url()).toBe(`${here}/free`);
  }
  await hands.deed({ kind: 'visit', url: `${here}/nested` });
  await expect.poll(() => page.title()).toBe('Nested');
  const told: string[] = [];
  await expect
    .poll(async () => told.push(...(await dialogs())) && [...told].sort(), { timeout: 15_000 })
    .toEqual(['Hello', 'Inside', 'Name?', 'Outside', 'Sure?']);
  expect(native).toEqual([]);
});

test("the person's other tabs keep their dialogs, and the task's tab has them again when it is over", async () => {
  const { page, context } = hands;
  await hands.observe();
  const other = await context.newPage();
  const inOther = nativeDialogs(other);
  await other.goto(`${here}/early`);
  expect(inOther).toEqual(['Hello', 'Sure?', 'Name?']);
  await other.close();

  await hands.letGo();
  const native = nativeDialogs(page);
  await page.goto(`${elsewhere}/early`);
  expect(native).toEqual(['Hello', 'Sure?', 'Name?']);
});

test('the page does not overhear the name by which the watch is called from then on', async () => {
  const { page } = hands;
  await page.goto(`${here}/free`);
  await hands.observe();
  await hands.deed({ kind: 'visit', url: `${here}/curious` });
  await expect.poll(() => page.title()).toBe('Curious');
  expect(await dialogs()).toEqual(['Hello']);
  expect(await page.evaluate('heard')).toEqual([]);
});

test('a page that came under the watch early is let go of like any other', async () => {
  const { page } = hands;
  await page.goto(`${here}/free`);
  await hands.observe();
  await hands.deed({ kind: 'visit', url: `${here}/early` });
  await expect.poll(() => page.title()).toBe('Early');
  const globals = () =>
    page.evaluate(
      '[/native code/.test(String(alert)), Object.keys(window).length, Object.keys(document).length]',
    );
  const watched = await globals();
  await hands.letGo();
  expect(await globals()).toEqual(watched);
  const native = nativeDialogs(page);
  await page.evaluate('alert("Mine again")');
  expect(native).toEqual(['Mine again']);
});

test('a page that the person goes back to when the task is over is not watched any more', async () => {
  const { page } = hands;
  await page.goto(`${here}/free`);
  await hands.observe();
  await hands.deed({ kind: 'visit', url: `${elsewhere}/free` });
  await expect.poll(() => page.url()).toBe(`${elsewhere}/free`);
  await hands.observe();
  await hands.letGo();
  const native = nativeDialogs(page);
  await page.goBack();
  // Chrome drops the pages that it keeps for this when the rule that marks the tab's pages ends.
  await page.evaluate('alert("Mine again")');
  expect(native).toEqual(['Mine again']);
});
