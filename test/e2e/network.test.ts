import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorld } from './world.ts';

/**
 * Chromium's own network log, which has every request of every process: pages, service worker, engine worker and
 * the browser itself.
 */
async function hostsContacted(log: string): Promise<string[]> {
  const urls = [...(await readFile(log, 'utf8')).matchAll(/"url":"((?:https?|wss?):\/\/[^"]+)"/g)];
  return [...new Set(urls.map((match) => new URL(match[1] ?? '').hostname))].sort();
}

test('a whole task contacts nothing but localhost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sidefara-netlog-'));
  const log = join(folder, 'net.json');
  try {
    const world = await openWorld({ path: '/shop/', args: [`--log-net-log=${log}`] });
    try {
      await world.start('Add the lamp to the cart.');
      await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval']);
      expect(world.events.some((event) => event.type === 'model' && event.model.status === 'ready')).toBe(
        true,
      );
    } finally {
      await world.close();
    }
    expect(await hostsContacted(log)).toEqual(['127.0.0.1']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
