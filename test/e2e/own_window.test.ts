import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import { type Hands, openHands } from './hands/open.ts';

/** The task's tab in a window of its own, while the person works in another. */
let hands: Hands;
const VIEWPORT = { width: 1000, height: 640 };

const where = () =>
  hands.worker.evaluate(async (id) => {
    const { windowId, index, pinned } = await chrome.tabs.get(id);
    return { windowId, index, pinned };
  }, hands.tabId);

beforeAll(async () => {
  hands = await openHands({ outer: { width: 900, height: 700 }, screen: '1920x1080' });
  hands.pages.set(
    'http://site.test/',
    '<body style="margin:0;background:#fff"><button style="all:unset;position:absolute;right:0;bottom:0;width:40px;height:40px;background:rgb(9,90,200)" onclick="document.title=\'hit\'"></button>',
  );
  await hands.page.goto('http://site.test/');
});
afterAll(() => hands?.close());

test('has the size asked for, is seen and acted in, and comes back to its place', async () => {
  // Beside two other tabs: the task's is the second.
  await hands.worker.evaluate(async (id) => {
    const { windowId } = await chrome.tabs.get(id);
    await chrome.tabs.create({ windowId, index: 0, url: 'about:blank', active: false });
    await chrome.tabs.create({ windowId, index: 2, url: 'about:blank', active: false });
  }, hands.tabId);
  const home = await where();
  expect(home.index).toBe(1);

  await hands.moveOut(VIEWPORT);
  const away = await where();
  expect(away.windowId).not.toBe(home.windowId);
  // The person goes on in the first window, in another tab.
  await hands.worker.evaluate(async (id) => {
    await chrome.windows.update(id, { focused: true });
  }, home.windowId);

  const { viewport, png } = await hands.observe();
  expect(viewport).toEqual(VIEWPORT);
  const { width, height, data, channels } = decode(png);
  expect({ width, height }).toEqual(VIEWPORT);
  const at = ((height - 20) * width + width - 20) * channels;
  expect([...data.slice(at, at + 3)]).toEqual([9, 90, 200]);
  await hands.act({ kind: 'click', point: { x: VIEWPORT.width - 20, y: VIEWPORT.height - 20 } });
  expect(await hands.page.title()).toBe('hit');

  await hands.moveBack();
  expect(await where()).toEqual(home);
  await hands.moveBack();
  expect(await where()).toEqual(home);
});

test.each([fara7b, faraTiny])('has exactly the viewport of $id', async ({ viewport }) => {
  await hands.moveOut(viewport);
  const seen = await hands.observe();
  expect(seen.viewport).toEqual(viewport);
  const { width, height } = decode(seen.png);
  expect({ width, height }).toEqual(viewport);
  await hands.moveBack();
});

test('a pinned tab is pinned again', async () => {
  await hands.worker.evaluate((id) => chrome.tabs.update(id, { pinned: true }), hands.tabId);
  const home = await where();
  expect(home.pinned).toBe(true);
  await hands.moveOut(VIEWPORT);
  await hands.moveBack();
  expect(await where()).toEqual(home);
});

test('minimised, it is said that nothing can be seen; restored, it goes on', async () => {
  await hands.worker.evaluate((id) => chrome.tabs.update(id, { active: true }), hands.tabId);
  await hands.moveOut(VIEWPORT);
  const { windowId } = await where();
  const setState = (state: 'minimized' | 'normal') =>
    hands.worker.evaluate(([id, to]) => chrome.windows.update(id, { state: to }), [windowId, state] as const);
  await setState('minimized');
  await expect(hands.observe()).rejects.toThrow(/minimised/);
  await setState('normal');
  expect((await hands.observe()).viewport).toEqual(VIEWPORT);
  await hands.moveBack();
});

test('where the screen is too small, the task goes on in as much as there is', async () => {
  const small = await openHands({ outer: { width: 700, height: 500 } });
  try {
    await small.worker.evaluate(async (id) => {
      const { windowId } = await chrome.tabs.get(id);
      await chrome.tabs.create({ windowId, url: 'about:blank', active: false });
    }, small.tabId);
    await small.moveOut(fara7b.viewport);
    const { viewport, png } = await small.observe();
    const { width, height } = decode(png);
    expect({ width, height }).toEqual(viewport);
    await small.moveBack();
  } finally {
    await small.close();
  }
});
