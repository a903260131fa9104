import { describe, expect, test } from 'vitest';
import { isSameView } from '../../src/agent/outdated.ts';
import type { ElementFacts } from '../../src/protocol/facts.ts';
import { click, finish, PLACE_ORDER, says, tell, World } from './world.ts';

const FORM = {
  method: 'post',
  action: 'http://shop.test/order',
  crossOrigin: false,
  name: '',
  isSearch: false,
  inputs: ['address'],
  defaultButton: 'Place order',
} satisfies ElementFacts['form'];
const ORDER: ElementFacts = { ...PLACE_ORDER, isSubmit: true, form: FORM };

/** A world whose page is another one, or itself again, once the model has thought for the first time. */
function leaves(world: World, url: string): World {
  let first = true;
  world.before = (port) => {
    if (port === 'think' && first) {
      first = false;
      world.url = url;
    }
  };
  return world;
}

describe('the page that was seen', () => {
  test.each([
    ['a click', click()],
    ['text for what has the focus', says('Type.', { action: 'type', text: 'x' })],
    ['a key', says('Key.', { action: 'key', keys: ['Enter'] })],
    ['going back', says('Back.', { action: 'history_back' })],
  ])('is not there any more after thinking: %s does not go to another one', async (_, output) => {
    const { record, ...world } = await run(leaves(new World(output, finish()), 'http://shop.test/other'));
    expect(record.steps[0]?.effect).toMatchObject({
      kind: 'refused',
      reason: 'page_left',
      detail: expect.stringContaining('http://shop.test/other'),
    });
    expect(world.orders).toEqual([]);
    expect(record.status).toBe('done');
  });

  test('is the same one with another query or hash, which pages change by themselves', async () => {
    const { record, orders } = await run(
      leaves(new World(click(), finish()), 'http://shop.test/?visit=2#top'),
    );
    expect(orders).toHaveLength(1);
    expect(record.steps[0]?.effect.kind).toBe('page');
  });

  test('does not matter to what opens an address', async () => {
    const visit = says('Go.', { action: 'visit_url', url: 'http://shop.test/cart' });
    const { orders } = await run(leaves(new World(visit, finish()), 'http://shop.test/other'));
    expect(orders).toHaveLength(1);
  });
});

test('a picture is of one page and one size, whatever the page counts in its address meanwhile', async () => {
  const before = await new World().browser.state(1, new AbortController().signal);
  expect(isSameView(before, { ...before, url: `${before.url}?visit=2#top`, title: 'Other' })).toBe(true);
  expect(isSameView(before, { ...before, url: 'http://shop.test/other' })).toBe(false);
  expect(isSameView(before, { ...before, url: 'http://other.test/' })).toBe(false);
  expect(isSameView(before, { ...before, viewport: { ...before.viewport, height: 800 } })).toBe(false);
  expect(isSameView(before, { ...before, devicePixelRatio: 2 })).toBe(false);
});

describe('an approval', () => {
  /** Approves once `change` has happened to the page behind the card. */
  async function approveAfter(change: (world: World) => void, before: ElementFacts | null = ORDER) {
    const world = new World(click(), click(), finish());
    world.facts = before;
    const runner = await world.run();
    expect(runner.record.critical?.reason).not.toContain('You approved');
    change(world);
    const record = await tell(runner, { type: 'approve', criticalId: runner.record.critical?.id ?? '' });
    return { world, runner, record };
  }

  test.each<[string, (world: World) => void, string]>([
    ['the tab shows another page', (w) => Object.assign(w, { url: 'http://shop.test/other' }), '/other now'],
    [
      'another button is there',
      (w) => Object.assign(w, { facts: { ...ORDER, name: 'Buy now' } }),
      '"Buy now"',
    ],
    [
      'it leads elsewhere',
      (w) => Object.assign(w, { facts: { ...ORDER, href: 'http://x.test/' } }),
      'leads to',
    ],
    [
      'its form goes elsewhere',
      (w) => Object.assign(w, { facts: { ...ORDER, form: { ...FORM, action: 'http://x.test/' } } }),
      'its form goes to http://x.test/',
    ],
    [
      'its form asks for more',
      (w) => Object.assign(w, { facts: { ...ORDER, form: { ...FORM, inputs: ['address', 'payment'] } } }),
      'asks for other things',
    ],
  ])('is not used where %s by now, and the person is asked anew, with why', async (_, change, why) => {
    const { world, runner, record } = await approveAfter(change);
    expect(world.orders).toEqual([]);
    expect(record.steps[0]?.effect).toMatchObject({ kind: 'refused', reason: 'approval_outdated' });
    expect(record.status).toBe('awaiting_approval');
    // A new look, and a new card with it.
    expect(record.critical?.screenshotId).toBe(record.observation?.screenshotId);
    expect(record.critical?.screenshotId).not.toBe(record.steps[0]?.screenshotId);
    expect(record.critical?.reason).toContain('You approved this, but it was not done');
    expect(record.critical?.reason).toContain(why);
    // The second answer is for what is there, and is carried out once.
    await tell(runner, { type: 'approve', criticalId: record.critical?.id ?? '' });
    expect(world.orders).toHaveLength(1);
  });

  test('of something that is gone presses nothing', async () => {
    const { world, record } = await approveAfter((w) => {
      w.facts = null;
    });
    expect(record.steps[0]?.effect).toMatchObject({
      reason: 'approval_outdated',
      detail: 'You approved this, but it was not done: nothing is there now.',
    });
    expect(world.orders).toHaveLength(1);
    expect(world.orders[0]?.expect).toBeNull();
  });

  test('holds while the page only counts in its address, and in another language of its own', async () => {
    const { world, record } = await approveAfter((w) => {
      w.url = 'http://shop.test/?visit=2#pay';
      w.facts = { ...ORDER, url: 'http://shop.test/?visit=2#pay', language: 'de' };
    });
    expect(world.orders).toHaveLength(1);
    expect(record.steps[0]?.effect.kind).toBe('page');
  });

  test('is looked at anew by a service worker that takes the record up before the deed has left', async () => {
    const world = new World(click(), click(), finish());
    world.facts = ORDER;
    const first = await world.run();
    world.before = (port) => {
      if (port === 'facts') first.close();
    };
    await first.send({ type: 'approve', criticalId: first.record.critical?.id ?? '' });
    await new Promise((resolve) => setTimeout(resolve));
    expect(JSON.parse(world.disk)).toMatchObject({
      status: 'acting',
      proposal: { mark: null, approved: true },
    });
    world.before = () => {};
    world.facts = { ...ORDER, name: 'Buy now' };
    const second = await world.revive();
    await second.untilIdle();
    expect(world.orders).toEqual([]);
    expect(second.record).toMatchObject({ status: 'awaiting_approval' });
    expect(second.record.critical?.reason).toContain('"Buy now" (button) is there now');
  });
});

test('what is disabled when the rules look is not clicked, though the page may enable it in a moment', async () => {
  const world = new World(click(), finish());
  world.facts = { ...PLACE_ORDER, disabled: true };
  const { record, orders } = await run(world);
  expect(record.steps[0]?.effect).toMatchObject({ kind: 'refused', reason: 'disabled' });
  expect(orders).toEqual([]);
});

async function run(world: World) {
  const { record } = await world.run();
  return { record, orders: world.orders };
}
