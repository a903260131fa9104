import { expect, test } from 'vitest';
import { stopServiceWorker } from './stop_worker.ts';
import { openWorld, type World } from './world.ts';

/** The agent stands at the checkout with a lamp in the cart and is told to order. */
async function atCheckout(scenario: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld({ path: '/shop/' });
  try {
    await fetch(`${world.sites.url}/shop/cart/add`, {
      method: 'POST',
      body: new URLSearchParams({ product: 'lamp' }),
    });
    await world.page.goto(`${world.sites.url}/shop/checkout`);
    await world.start('Place the order.');
    const { critical } = await world.untilStatus(['awaiting_approval']);
    expect(critical).not.toBeNull();
    await world.panel.getByRole('alertdialog').waitFor();
    expect(orders(world)).toEqual([]);
    await scenario(world);
  } finally {
    await world.close();
  }
}

const orders = (world: World) => world.sites.state().shop.orders.map(({ items }) => items);
const LAMP = [{ product: 'lamp', quantity: 1 }];

/** Approves every card until the task is over: the model's own stop is one, pressing the button another. */
async function approveUntilDone(world: World): Promise<void> {
  for (let cards = 1; cards <= 4; cards += 1) {
    const since = world.events.length;
    await world.panel.getByRole('button', { name: 'Approve' }).click();
    const record = await world.untilStatus(
      ['awaiting_approval', 'done', 'failed', 'asking', 'paused'],
      since,
    );
    if (record.status !== 'awaiting_approval') return;
  }
}

test('nothing is ordered while the card waits, and Deny leaves no order', () =>
  atCheckout(async (world) => {
    await world.panel.waitForTimeout(2_000);
    expect(orders(world)).toEqual([]);
    const since = world.events.length;
    await world.panel.getByLabel('Why not, or what instead?').fill('Too much.');
    await world.panel.getByRole('button', { name: 'Deny' }).click();
    // A model that tries again only meets the next card.
    await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval'], since);
    expect(orders(world)).toEqual([]);
  }));

test('Approve leaves one order', () =>
  atCheckout(async (world) => {
    await approveUntilDone(world);
    expect(orders(world)).toEqual([LAMP]);
  }));

test('closing the panel is not an answer, nor is a stopped service worker', () =>
  atCheckout(async (world) => {
    await stopServiceWorker(world);
    await world.panel.reload();
    await world.panel.getByRole('alertdialog').waitFor();
    expect(orders(world)).toEqual([]);
    expect((await world.calls.getState({})).task?.status).toBe('awaiting_approval');
  }));

test('I’ll do it: the person orders by hand and hands back', () =>
  atCheckout(async (world) => {
    const since = world.events.length;
    await world.panel.getByRole('button', { name: /I.ll do it/ }).click();
    await world.untilStatus(['handed_over'], since);
    await world.page.getByRole('button', { name: 'Order' }).click();
    await world.page.waitForURL('**/shop/order/*');
    await world.panel.getByRole('button', { name: 'Done, go on' }).click();
    await world.untilStatus(['done', 'asking', 'paused', 'failed'], since);
    expect(orders(world)).toEqual([LAMP]);
  }));
