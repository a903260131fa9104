import { expect, test } from 'vitest';
import { SCRIPTED_MODEL, serveScripted } from '../scripted/server.ts';
import { openWorld } from './world.ts';

test('Pause and Resume: nothing is looked at, asked or done in between; then it goes on', async () => {
  const world = await openWorld({ path: '/words' });
  let asked = () => {};
  const thinking = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const chat = await serveScripted({
    page: world.page,
    // The first answer is still under way when the person pauses.
    script: async (_, index) => {
      if (index > 0 && world.sites.state().clicks.length > 0)
        return { action: 'terminate', status: 'success' };
      asked();
      if (index === 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
      return { action: 'left_click', at: { selector: 'button:has-text("Help")' } };
    },
  });
  try {
    await world.calls.setEndpoint({ url: chat.url, model: SCRIPTED_MODEL, profile: 'fara-7b' });
    await world.calls.setSettings({ runsOn: 'server' });
    await world.start('Click the Help button.');
    await thinking;
    await world.panel.getByRole('button', { name: 'Pause' }).click();
    const { revision } = await world.untilStatus(['paused']);
    const requests = chat.received.length;
    await world.panel.waitForTimeout(2_000);
    expect((await world.calls.getState({})).task).toMatchObject({ status: 'paused', revision });
    expect(chat.received).toHaveLength(requests);
    expect(world.sites.state().clicks).toEqual([]);

    const since = world.events.length;
    await world.panel.getByRole('button', { name: 'Resume' }).click();
    const record = await world.untilStatus(['done', 'failed', 'asking', 'paused'], since);
    expect(record, JSON.stringify(record.error)).toMatchObject({ status: 'done' });
    expect(world.sites.state().clicks.map(({ value }) => value)).toEqual(['Help']);
  } finally {
    await world.close();
    await chat.close();
  }
});
