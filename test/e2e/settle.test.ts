import { afterAll, beforeAll, expect, test } from 'vitest';
import { settle } from '../../src/agent/settle.ts';
import { type Hands, openHands } from './hands/open.ts';

/** The page is looked at when what an action set off has come, not when nothing happens yet. */
let hands: Hands;

const rest = () =>
  settle(
    () => hands.state(),
    { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    new AbortController().signal,
  );

beforeAll(async () => {
  hands = await openHands();
  await hands.context.route('**/slow', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.fulfill({ body: 'x' });
  });
});
afterAll(() => hands?.close());

test.each([
  ['an answer that fetch waits for', "fetch('/slow').then(() => { document.title = 'done' })"],
  [
    'an answer that XMLHttpRequest waits for',
    "const x = new XMLHttpRequest(); x.open('GET', '/slow'); x.onload = () => { document.title = 'done' }; x.send()",
  ],
  ['a page that is slow to come', "location.href = '/slow'"],
])('%s', async (_, code) => {
  hands.pages.set('http://site.test/', `<button onclick="${code}">Go</button>`);
  await hands.page.goto('http://site.test/');
  await hands.observe();
  const box = await hands.page.getByRole('button').boundingBox();
  await hands.act({ kind: 'click', point: { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 } });
  await rest();
  const there = (await hands.page.title()) === 'done' || hands.page.url().endsWith('/slow');
  expect(there).toBe(true);
});

test('a request that is never answered holds nothing up for ever', async () => {
  await hands.context.route('**/never', () => {});
  hands.pages.set(
    'http://site.test/',
    "<script>fetch('/never'); setTimeout(() => fetch('/never'), 50)</script>",
  );
  await hands.page.goto('http://site.test/');
  await hands.observe();
  await rest();
  expect(await hands.state()).toMatchObject({ readyState: 'complete' });
});
