import { describe, expect, test } from 'vitest';
import { isStuck } from '../../src/agent/progress.ts';
import { click, finish, says, tell, World } from './world.ts';

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
