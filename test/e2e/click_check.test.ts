import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckState } from '../../src/protocol/check.ts';
import { openWorld, type World } from './world.ts';

/** The self-test in the extension: pages drawn in the offscreen document, the embedded model, the real panel. */
let world: World;

beforeAll(async () => {
  world = await openWorld({ path: '/words' });
  await world.panel.getByRole('button', { name: 'Settings' }).click();
});
afterAll(() => world?.close());

const heard = (what: string, fits: (check: CheckState) => boolean, since: number) =>
  world.until(
    what,
    (event) =>
      event.type === 'check' && world.events.indexOf(event) >= since && fits(event.check) && event.check,
    300_000,
  );

test('the embedded model is tested with progress; the result is kept and shown with its date', async () => {
  await world.panel.getByRole('button', { name: 'Test clicking' }).click();
  await heard('progress with time left', ({ running }) => (running?.progress.secondsLeft ?? 0) > 0, 0);
  const end = await heard('the end', ({ running, kept }) => running === null && kept.length > 0, 0);
  expect(end.failed).toBeNull();
  const result = end.kept[0]?.result;
  expect(result, JSON.stringify(result)).toMatchObject({ verdict: 'good', targets: 20, readable: 20 });
  const shown = `${result?.hits} of 20 targets hit`;
  await world.panel.getByText(shown).waitFor();

  // Another panel knows of it from the store only.
  const other = await world.context.newPage();
  await other.goto(world.panel.url());
  await other.getByRole('button', { name: 'Settings' }).click();
  await other.getByText(shown).waitFor();
  await other.getByText(/^Tested .+ on the CPU$/).waitFor();
  await other.close();
});

test('a cancelled test keeps the result before; a task has priority over a test', async () => {
  let since = world.events.length;
  const again = world.panel.getByRole('button', { name: 'Test clicking again' });
  await world.panel.bringToFront();
  await again.click();
  // At once, as a click that first waits for the button to be at rest may come after the last of the twenty answers.
  await world.panel.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  const end = await heard('the end', ({ running }) => running === null, since);
  expect(end).toMatchObject({ failed: null, kept: [{ model: null }] });

  await again.click();
  since = world.events.length;
  await world.start('Click the Help button.');
  const record = await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval'], since);
  expect(world.sites.state().clicks.at(-1)?.value, JSON.stringify(record.steps)).toBe('Help');
  expect(await world.calls.checkState({})).toMatchObject({ running: null, failed: null });
});
