import { expect, test } from 'vitest';
import { callsFrom } from '../../src/cli/start/panel.ts';
import { openPanel } from '../../src/cli/start/session.ts';
import { openWorld } from './world.ts';

test('a second window shows the running task, shares its engine, and starts nothing beside it', async () => {
  const world = await openWorld({ path: '/colours' });
  try {
    await world.start('Click the red button.');
    await world.untilStatus(['thinking']);
    const second = await openPanel(world.context, world.worker, world.panel.url());
    await second.getByText('Click the red button.').first().waitFor();
    const calls = callsFrom(second);
    const { task, model } = await calls.getState({});
    expect(task?.task).toBe('Click the red button.');
    expect(['loading', 'ready']).toContain(model.status);
    // Asking for the model again, as a panel does when a person begins to type, joins the load under way.
    await calls.loadModel({});
    await expect(calls.startTask({ task: 'Click the blue button.' })).rejects.toThrow(/is not finished/);

    await world.untilStatus(['done', 'failed', 'asking', 'paused']);
    expect(world.sites.state().clicks.map(({ value }) => value)).toEqual(['red']);
    const loads = world.events.filter(
      (e) =>
        e.type === 'model' &&
        e.model.status === 'loading' &&
        e.model.progress.phase === 'opening' &&
        e.model.progress.totalBytes === 0,
    );
    expect(loads).toHaveLength(1);
    expect((await calls.getState({})).task?.status).toBe('done');
  } finally {
    await world.close();
  }
});

test('with another tab in front the task says so, and goes on when its tab is back', async () => {
  const world = await openWorld({ path: '/colours' });
  try {
    await world.start('Click the red button.');
    await world.untilStatus(['thinking']);
    const other = await world.context.newPage();
    await other.bringToFront();
    // The click that is being thought about still reaches its own tab; the next look is refused.
    const hidden = await world.untilStatus(['failed', 'done']);
    expect(hidden.error).toMatchObject({ during: 'observing', name: 'TabHiddenError' });
    await world.page.bringToFront();
    const since = world.events.length;
    await world.calls.resume({});
    await world.untilStatus(['done'], since);
    expect(world.sites.state().clicks.map(({ value }) => value)).toEqual(['red']);
  } finally {
    await world.close();
  }
});
