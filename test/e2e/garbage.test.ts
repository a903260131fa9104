import { afterAll, beforeAll, expect, test } from 'vitest';
import { extensionWithGarbageModel } from './garbage_pack.ts';
import { stopServiceWorker } from './stop_worker.ts';
import { openWorld, type World } from './world.ts';

/** What happens with a model that cannot be understood: real weights of noise, no mock. */
let extension: Awaited<ReturnType<typeof extensionWithGarbageModel>>;
let world: World;

beforeAll(async () => {
  extension = await extensionWithGarbageModel();
});
afterAll(() => extension.remove());

async function inWorld(device: 'cpu' | 'webgpu', scenario: () => Promise<void>): Promise<void> {
  world = await openWorld({ path: '/shop/', device, extensionDir: extension.folder });
  try {
    await scenario();
  } finally {
    await world.close();
  }
}

test('an output that cannot be read is tried three times, then the person is asked, and nothing was done', () =>
  inWorld('cpu', async () => {
    await world.start('Add the lamp to the cart.');
    const record = await world.untilStatus(['asking']);
    expect(record.unreadable).toHaveLength(3);
    expect(record.steps).toEqual([]);
    expect(record.observation).toMatchObject({ viewport: { width: 896, height: 560 }, devicePixelRatio: 1 });
    await world.panel.getByText('It needs your help', { exact: true }).waitFor();
    expect(world.sites.state().shop.cart).toEqual([]);
    expect(world.sites.state().visits).toEqual(['/shop/']);

    const since = world.events.length;
    await world.panel.getByLabel('Your answer').fill('Click the lamp.');
    await world.panel.getByRole('button', { name: 'Send' }).click();
    const again = await world.untilStatus(['asking'], since);
    expect(again.observation?.screenshotId).not.toBe(record.observation?.screenshotId);
    await world.panel.getByRole('button', { name: 'Stop' }).click();
    await world.untilStatus(['stopped'], since);
  }));

test('Stop takes effect in mid-decode', () =>
  inWorld('webgpu', async () => {
    await world.start('Add the lamp to the cart.');
    await world.until('the first words', (event) => event.type === 'thought' && event.text !== '', 220_000);
    const pressed = Date.now();
    await world.panel.getByRole('button', { name: 'Stop' }).click();
    const record = await world.untilStatus(['stopped']);
    // Generous: under load one token of the software adapter takes seconds.
    expect(Date.now() - pressed).toBeLessThan(30_000);
    expect(record.steps).toEqual([]);
    const words = world.events.length;
    await world.panel.waitForTimeout(3_000);
    expect(world.events.slice(words).filter((event) => event.type === 'thought')).toEqual([]);
  }));

test('a page that closes while the model thinks ends the task with what to do next', () =>
  inWorld('webgpu', async () => {
    await world.start('Add the lamp to the cart.');
    await world.untilStatus(['thinking']);
    await world.page.close();
    const record = await world.untilStatus(['failed']);
    expect(record.error).toMatchObject({ name: 'TabClosedError' });
    await world.panel
      .getByText(/was closed/)
      .first()
      .waitFor();
  }));

test('a service worker stopped while the model thinks comes back, and its answer is not lost', () =>
  inWorld('cpu', async () => {
    await world.start('Add the lamp to the cart.');
    await world.untilStatus(['thinking']);
    await stopServiceWorker(world);
    const record = await world.untilStatus(['asking']);
    expect(record.unreadable).toHaveLength(3);
  }));
