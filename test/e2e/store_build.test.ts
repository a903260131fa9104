import { expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { openWorld } from './world.ts';

test('the build people install looks at no page before the person has allowed it', async () => {
  const world = await openWorld({ path: '/words', extensionDir: await builtExtension(console.log, 'store') });
  try {
    expect(await world.worker.evaluate(() => chrome.permissions.contains({ origins: ['<all_urls>'] }))).toBe(
      false,
    );
    await world.calls.startTask({ task: 'Click the Help button.' });
    const record = await world.untilStatus(['failed']);
    expect(record).toMatchObject({ observation: null, steps: [], error: { name: 'NoAccessError' } });
    await world.panel
      .getByText(/Allow access to sites/)
      .first()
      .waitFor();
  } finally {
    await world.close();
  }
});
