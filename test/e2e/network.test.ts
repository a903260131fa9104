import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openWorld } from './world.ts';

const NetLog = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(
    z.object({
      type: z.number(),
      params: z
        .object({
          url: z.string().optional(),
          initiator: z.string().optional(),
          address: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

/** Chromium's own log of its network stack: every process, pages, workers and the browser itself. */
async function readNetLog(path: string) {
  const { constants, events } = NetLog.parse(JSON.parse(await readFile(path, 'utf8')));
  return (name: string) => events.filter(({ type }) => type === constants.logEventTypes[name]);
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
    const events = await readNetLog(log);
    // What a page, the extension or one of its workers asked for: the page's own style sheet. (Files of the extension
    // do not go through the network stack; the browser's own services have no initiator.)
    const asked = events('URL_REQUEST_START_JOB').filter(({ params }) =>
      URL.canParse(params?.initiator ?? ''),
    );
    const origins = new Set(asked.map(({ params }) => new URL(params?.url ?? '').origin));
    expect([...origins]).toEqual([world.sites.url]);
    // And what left the machine, whoever asked: nothing.
    const connected = events('TCP_CONNECT_ATTEMPT').map(({ params }) => params?.address);
    expect(connected.filter((address) => address && !address.startsWith('127.0.0.1:'))).toEqual([]);
    expect(events('UDP_BYTES_SENT')).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
