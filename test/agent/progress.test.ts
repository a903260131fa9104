import { describe, expect, test } from 'vitest';
import { isStuck } from '../../src/agent/progress.ts';
import type { Effect } from '../../src/protocol/effect.ts';
import { BUTTON, click, finish, says, tell, World } from './world.ts';

/** Clicks at the same point for ever, whatever was tried. */
function stubborn(tries = 9): World {
  const world = new World(...Array.from({ length: tries }, () => click()), finish());
  world.pixels = 'same';
  return world;
}

describe('the same in vain three times', () => {
  test('asks the person, and does nothing meanwhile', async () => {
    const world = stubborn();
    const { record } = await world.run();
    expect(record).toMatchObject({ status: 'asking', askingAbout: 'no_progress', unreadable: [] });
    expect(record.steps).toHaveLength(3);
    expect(world.orders).toHaveLength(3);
  });

  test('try again: three more tries, then it asks again', async () => {
    const world = stubborn();
    const runner = await world.run();
    const again = await tell(runner, { type: 'resume' });
    expect(again).toMatchObject({ status: 'asking', askingAbout: 'no_progress' });
    expect(again.steps).toHaveLength(6);
  });

  test('I’ll do it: what the person did counts as progress', async () => {
    const world = stubborn();
    const runner = await world.run();
    const handed = await tell(runner, { type: 'take_over' });
    expect(handed).toMatchObject({ status: 'handed_over', askingAbout: null });
    world.outputs[3] = finish();
    expect(await tell(runner, { type: 'hand_back' })).toMatchObject({ status: 'done' });
  });

  test('stop', async () => {
    const runner = await stubborn().run();
    expect(await tell(runner, { type: 'stop' })).toMatchObject({ status: 'stopped', askingAbout: null });
  });

  test('asks again after a restart', async () => {
    const world = stubborn();
    await world.run();
    expect((await world.revive()).record).toMatchObject({ status: 'asking', askingAbout: 'no_progress' });
  });
});

describe('not in vain', () => {
  test('when the pixels change', async () => {
    const world = new World(click(), click(), click(), click(), finish());
    expect((await world.run()).record.status).toBe('done');
  });

  test('when the point, the action or its text is another', async () => {
    const outputs = [
      click('A', [10, 10]),
      click('B', [10, 11]),
      click('C', [10, 10]),
      says('D', { action: 'key', keys: ['Tab'] }),
      says('E', { action: 'key', keys: ['Enter'] }),
      says('F', { action: 'key', keys: ['Tab'] }),
    ];
    const world = new World(...outputs, finish());
    world.pixels = 'same';
    expect((await world.run()).record.status).toBe('done');
  });

  test('when the third try has changed the page', async () => {
    const { record } = await stubborn().run();
    const { observation } = record;
    if (!observation) throw new Error('it asks without having looked');
    expect(isStuck(record, observation)).toBe(true);
    expect(isStuck(record, { ...observation, pixels: 'another' })).toBe(false);
    expect(isStuck({ ...record, progressFrom: 1 }, observation)).toBe(false);
  });
});

describe('nothing came of it', () => {
  const NOTHING: Effect = { kind: 'page', hit: BUTTON, changes: [], note: '' };

  test('the same twice: the person is asked, with nothing claimed done', async () => {
    const world = stubborn();
    world.effect = NOTHING;
    const { record } = await world.run();
    expect(record).toMatchObject({ status: 'asking', askingAbout: 'no_effect' });
    expect(record.steps).toHaveLength(2);
  });

  test('different things, three times', async () => {
    const world = new World(click('A', [1, 1]), click('B', [2, 2]), click('C', [3, 3]), finish());
    Object.assign(world, { pixels: 'same', effect: NOTHING });
    const { record } = await world.run();
    expect(record).toMatchObject({ status: 'asking', askingAbout: 'no_effect' });
    expect(record.steps).toHaveLength(3);
  });

  test('an area that draws for itself is doubted at once', async () => {
    const world = new World(click(), finish());
    const canvas = { tag: 'canvas', role: 'generic', name: '' };
    Object.assign(world, { pixels: 'same', effect: { ...NOTHING, hit: canvas } });
    const runner = await world.run();
    expect(runner.record).toMatchObject({ status: 'asking', askingAbout: 'ignores_input' });
    // Try again is for the model to decide, from a fresh look.
    expect(await tell(runner, { type: 'resume' })).toMatchObject({ status: 'done' });
  });

  test('a page that looks different afterwards has changed, and the step says so', async () => {
    const world = new World(click(), click(), click(), finish());
    world.effect = NOTHING;
    const { record } = await world.run();
    expect(record.status).toBe('done');
    expect(record.steps[0]?.effect).toMatchObject({ changes: [{ what: 'pixels' }] });
  });
});

describe('what only a person can answer', () => {
  test('a chooser that a click would open', async () => {
    const world = new World(click(), finish());
    world.effect = { kind: 'refused', reason: 'needs_person', detail: 'Only a person.', hit: null };
    const runner = await world.run();
    expect(runner.record).toMatchObject({ status: 'asking', askingAbout: 'needs_person' });
    await tell(runner, { type: 'take_over' });
    expect(await tell(runner, { type: 'hand_back' })).toMatchObject({ status: 'done' });
  });

  test('a permission the page waits for; a dialog that was closed is only told', async () => {
    const world = new World(click(), click('B', [2, 2]), finish());
    const told = [{ what: 'dialog', kind: 'alert', text: 'Hi' } as const];
    world.news = [undefined, told, [{ what: 'permission', name: 'camera' } as const]];
    const runner = await world.run();
    expect(runner.record).toMatchObject({ status: 'asking', askingAbout: 'needs_person' });
    expect(runner.record.steps.map(({ news }) => news?.map(({ what }) => what))).toEqual([
      ['dialog'],
      ['permission'],
    ]);
  });
});
