import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCheckpoint } from '../bench/real_import/checkpoint.ts';
import { type HubServer, honest, hubServer, REPO } from '../weights/hub_server.ts';
import { LARGE_CONFIG } from './large_config.ts';
import { openWorld, type World } from './world.ts';

/** Downloading through the panel from a local server that answers like Hugging Face. */
let folder: string;
let hub: HubServer;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidefara-download-'));
  const checkpoint = join(folder, 'checkpoint');
  await writeCheckpoint(checkpoint, LARGE_CONFIG);
  const names = await readdir(checkpoint);
  const files = names.map(async (name) => [name, await readFile(join(checkpoint, name))] as const);
  hub = await hubServer(Object.fromEntries(await Promise.all(files)));
  // So slow that a pause falls into the middle; every seventh request is hung up on.
  hub.fault = (request, response, content) => {
    if (request.index % 7 === 6) response.destroy();
    else setTimeout(() => honest(request, response, content), 25);
    return true;
  };
});
afterAll(async () => {
  await world?.close();
  await hub?.close();
  await rm(folder, { recursive: true, force: true });
});

const button = (name: string | RegExp) => world.panel.getByRole('button', { name });
const bytesDone = () =>
  world.events.flatMap((event) =>
    event.type === 'store' && event.store.job?.phase === 'quantising' ? [event.store.job.bytes] : [],
  );

async function open(): Promise<void> {
  world = await openWorld({ path: '/words', userDataDir: join(folder, 'profile') });
  await button('Settings').click();
}

test('a download tells its size, is paused, goes on after a restart from where it was, and becomes a model', async () => {
  await open();
  expect(hub.requests, 'nothing is asked for before the person wants it').toEqual([]);
  await button('Download from Hugging Face…').click();
  await world.panel.getByLabel('Repository').fill(REPO);
  await world.panel.getByText('Advanced').last().click();
  await world.panel.getByLabel('Server address').fill(hub.base);
  await button('Show size').click();
  await world.panel.getByText(/^[\d,]+ bytes of weights and a few small files$/).waitFor();
  await world.panel.getByRole('combobox').selectOption('fara-tiny');
  await world.panel.getByRole('radio', { name: /^8-bit/ }).check();
  await button(/^Download$/).click();
  await world.until('the middle', () => (bytesDone().at(-1) ?? 0) > 20_000_000);
  await button('Pause').click();
  await world.panel.getByText('a-model is paused; what is finished of it was kept.').waitFor();

  await world.close();
  await open();
  await button('Continue a-model').click();
  await world.panel.getByText('a-model is installed. Choose it above to use it.').waitFor();
  expect(bytesDone()[0], 'what was finished is not downloaded again').toBeGreaterThan(10_000_000);
  await button('Verify a-model').click();
  await world.panel.getByText('a-model is intact: all of it matches its hashes.').waitFor();
});
