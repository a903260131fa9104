import { expect, test } from 'vitest';
import { stopServiceWorker } from './stop_worker.ts';
import { openWorld } from './world.ts';

/** Every state in which the agent works; awaiting approval is tried in the checkout scenarios. */
const STATES = ['settling', 'observing', 'thinking', 'guarding', 'acting'] as const;

test.each(STATES)('a service worker stopped while %s comes back and finishes the task', async (state) => {
  const world = await openWorld({ path: '/colours' });
  try {
    await world.start('Click the red button.');
    await world.untilStatus([state]);
    await stopServiceWorker(world);
    await world.untilStatus(['done', 'failed', 'asking', 'paused']);
    // Stopped while the click was on its way, the page tells whether it arrived: never twice, never not at all.
    expect(world.sites.state().clicks.map(({ value }) => value)).toEqual(['red']);
  } finally {
    await world.close();
  }
});
