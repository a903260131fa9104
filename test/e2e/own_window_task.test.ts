import type { Page } from 'playwright-core';
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

test('is carried out there, at the model’s viewport, while the person types in the window it came from', async () => {
  const { context } = browser;
  const { worker, extensionId } = await extensionWorker(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${sites.url}/shop/`);
  const shopTab = () =>
    worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
      if (!tab) throw new Error('no tab shows the shop');
      return { id: tab.id ?? -1, windowId: tab.windowId, index: tab.index };
    });
  const home = await shopTab();
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

  let thinks = () => {};
  const thinking = new Promise<void>((resolve) => {
    thinks = resolve;
  });
  let ends: (record: TaskRecord) => void = () => {};
  const ended = new Promise<TaskRecord>((resolve) => {
    ends = resolve;
  });
  await watchEvents(panel, (event) => {
    if (event.type !== 'task') return;
    if (event.record.status === 'thinking') thinks();
    if (ENDS.includes(event.record.status)) ends(event.record);
  });
  await startTask(panel, 'Add the lamp to the cart.');
  await thinking;
  const away = await shopTab();
  expect(away.windowId).not.toBe(home.windowId);
  await work(persons, home.windowId, worker);

  const record = await ended;
  expect(record.outcome, JSON.stringify(record.steps)).toMatchObject({ status: 'success' });
  expect(sites.state().shop.cart).toEqual([{ product: 'lamp', quantity: 1 }]);
  expect(await persons.locator('#note').inputValue()).toBe('My own words');
  const { viewport } = await embeddedProfile(extensionDir);
  for (const step of record.steps) expect(step.viewport).toEqual(viewport);
  await expect.poll(shopTab, { timeout: 30_000 }).toEqual(home);
});

/** What a person does meanwhile: goes to another tab of the first window and writes. */
async function work(
  page: Page,
  windowId: number,
  worker: Awaited<ReturnType<typeof extensionWorker>>['worker'],
) {
  await worker.evaluate((id) => chrome.windows.update(id, { focused: true }), windowId);
  await page.bringToFront();
  await page.locator('#note').click();
  await page.keyboard.type('My own words', { delay: 20 });
}
