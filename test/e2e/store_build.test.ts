import { expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { serveChat } from '../scripted/chat_server.ts';
import { openWorld } from './world.ts';

test('the build people install looks at no page and asks no server before the person has allowed it', async () => {
  const world = await openWorld({ path: '/words', extensionDir: await builtExtension(console.log, 'store') });
  try {
    expect(await world.worker.evaluate(() => chrome.permissions.contains({ origins: ['<all_urls>'] }))).toBe(
      false,
    );
    const chat = await serveChat(['fara'], () => {});
    const found = await world.calls.checkEndpoint({ url: chat.url, model: 'fara', profile: 'fara-7b' });
    await chat.close();
    expect(found).toMatchObject({ ok: false, message: expect.stringMatching(/^Sidefara may not talk to /) });
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
