import type { Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extensionWorker, launchChromium } from '../../src/cli/browser/launch.ts';
import { builtExtension } from '../../src/cli/start/build.ts';
import { embeddedProfile } from '../../src/cli/start/index.ts';
import { callsFrom, startTask } from '../../src/cli/start/panel.ts';
import { LOCAL_ONLY, openPanel } from '../../src/cli/start/session.ts';
import { watchEvents } from '../../src/cli/start/watch.ts';
import type { TaskRecord, TaskStatus } from '../../src/protocol/task.ts';
import { type Sites, serveSites } from '../sites/serve.ts';

/** States in which the agent does nothing more by itself. */
const ENDS: readonly TaskStatus[] = ['done', 'failed', 'asking', 'paused', 'awaiting_approval'];

/** A whole task of the embedded model in a window of its own. Nothing is emulated: the windows are as they are. */
let sites: Sites;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let extensionDir: string;

beforeAll(async () => {
  [extensionDir, sites] = await Promise.all([builtExtension(console.log), serveSites()]);
  browser = await launchChromium({
    extensionDir,
    headless: true,
    viewport: null,
    webgpu: 'off',
    args: ['--window-size=800,620', '--screen-info={1920x1080}', LOCAL_ONLY],
  });
});
afterAll(async () => {
  await browser?.close();
  await sites?.close();
});

/** The tab that shows the shop. */
const shopTab = (worker: Worker) =>
  worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
    if (!tab) throw new Error('no tab shows the shop');
    return { id: tab.id ?? -1, windowId: tab.windowId, index: tab.index };
  });

/** The shop and a tab of the person's in one window, and a panel whose tasks get a window of their own. */
async function setUp() {
  const { context } = browser;
  const { worker, extensionId } = await extensionWorker(context);
  const page = context.pages().find((one) => one.url().startsWith(sites.url)) ?? (await context.newPage());
  await page.bringToFront();
  await page.goto(`${sites.url}/shop/`);
  const home = await shopTab(worker);
  const opened = context.waitForEvent('page');
  await worker.evaluate(
    (windowId) => chrome.tabs.create({ windowId, active: false, url: 'about:blank' }),
    home.windowId,
  );
  const persons = await opened;
  await persons.setContent('<input id=note>');
  const panel = await openPanel(context, worker, `chrome-extension://${extensionId}/sidepanel/index.html`);
  const calls = callsFrom(panel);
  await calls.setSettings({ device: 'cpu', ownWindow: true });
  const told: TaskRecord[] = [];
  await watchEvents(panel, (event) => {
    if (event.type === 'task') told.push(event.record);
  });
  /** The first record in one of these states that was told since the last call. */
  const until = async (...states: TaskStatus[]): Promise<TaskRecord> => {
    const statuses = () => told.map(({ status }) => status);
    await expect
      .poll(() => statuses().filter((status) => states.includes(status)), { timeout: 60_000 })
      .not.toEqual([]);
    const at = told.findIndex(({ status }) => states.includes(status));
    return told.splice(0, at + 1)[at] as TaskRecord;
  };
  return { worker, home, persons, panel, calls, until };
}

test('is carried out there, at the model’s viewport, while the person types in the window it came from', async () => {
  const { worker, home, persons, panel, until } = await setUp();
  await startTask(panel, 'Add the lamp to the cart.');
  await until('thinking');
  const away = await shopTab(worker);
  expect(away.windowId).not.toBe(home.windowId);
  await work(persons, home.windowId, worker);

  const record = await until(...ENDS);
  expect(record.outcome, JSON.stringify(record.steps)).toMatchObject({ status: 'success' });
  expect(sites.state().shop.cart).toEqual([{ product: 'lamp', quantity: 1 }]);
  expect(await persons.locator('#note').inputValue()).toBe('My own words');
  const { viewport } = await embeddedProfile(extensionDir);
  for (const step of record.steps) expect(step.viewport).toEqual(viewport);
  await expect.poll(() => shopTab(worker), { timeout: 30_000 }).toEqual(home);
  await panel.close();
});

test('one that failed there is tried again there, and comes back when it is stopped', async () => {
  const { worker, home, panel, calls, until } = await setUp();
  await startTask(panel, 'Add the lamp to the cart.');
  await until('thinking');
  await calls.pause({});
  await until('paused');
  const away = await shopTab(worker);
  expect(away.windowId).not.toBe(home.windowId);
  const show = (state: 'minimized' | 'normal') =>
    worker.evaluate(([id, to]) => chrome.windows.update(id, { state: to }), [away.windowId, state] as const);
  await show('minimized');
  await calls.resume({});
  expect((await until(...ENDS)).error).toMatchObject({ name: 'WindowUnseenError' });
  expect(await shopTab(worker)).toEqual(away);
  await show('normal');
  await calls.resume({});
  await until('thinking');
  await calls.stop({});
  await expect.poll(() => shopTab(worker), { timeout: 30_000 }).toEqual(home);
  await panel.close();
});

/** What a person does meanwhile: goes to another tab of the first window and writes. */
async function work(page: Page, windowId: number, worker: Worker) {
  await worker.evaluate((id) => chrome.windows.update(id, { focused: true }), windowId);
  await page.bringToFront();
  await page.locator('#note').click();
  await page.keyboard.type('My own words', { delay: 20 });
}
