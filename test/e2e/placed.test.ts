import { appendFile, cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { PACK_STORE } from '../../src/protocol/weights.ts';
import { openWorld, type World } from './world.ts';

/** A pack that is run from where it lies; the scenarios share a profile. */
const FOLDER = 'my-packs';
/** Where the extension's own storage keeps system prompts of such packs. */
const SNAPSHOTS = 'placed-snapshots';
let root: string;
let files: string[];
let world: World;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sidefara-placed-'));
  const embedded = join(await builtExtension(console.log), 'fara-tiny');
  files = await readdir(embedded);
  await cp(embedded, join(root, FOLDER), { recursive: true });
  await open();
});
afterAll(async () => {
  await world?.close();
  await rm(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  world = await openWorld({ path: '/words', userDataDir: join(root, 'profile') });
}

const button = (name: string | RegExp) => world.panel.getByRole('button', { name });
const models = () => world.panel.getByRole('region', { name: 'Model', exact: true });
const choice = (folder: string) =>
  world.panel.getByRole('radio', { name: new RegExp(`In the folder ${folder}`) });

/** The settings, opened just now: the folders are looked at then. */
async function openSettings(): Promise<void> {
  const settings = button('Settings');
  if ((await settings.getAttribute('aria-expanded')) === 'true') await settings.click();
  await settings.click();
  await button('Load weights…').waitFor();
}

async function restart(): Promise<void> {
  await world.close();
  await open();
}

/** Clicks a button of the page by the model that is chosen; tells what was clicked, and what the first step reused. */
async function runTask(): Promise<{ clicked: string | undefined; reused: number | undefined }> {
  await world.start('Click the Help button.');
  const record = await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval']);
  if (record.status !== 'done') await world.calls.stop({});
  const clicked = world.sites.state().clicks.at(-1)?.value;
  return { clicked, reused: record.steps[0]?.tokens?.reused };
}

async function useDropped(folder: string): Promise<void> {
  await openSettings();
  const drop = await world.context.newCDPSession(world.panel);
  await button('Load weights…').scrollIntoViewIfNeeded();
  const box = await button('Load weights…').boundingBox();
  const at = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 };
  const data = { items: [], files: [join(root, folder)], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await drop.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await button('Use it where it is').click();
  await choice(folder).waitFor();
}

async function names(path: readonly string[]): Promise<string[]> {
  return world.panel.evaluate(async (path) => {
    let folder = await navigator.storage.getDirectory();
    for (const part of path) folder = await folder.getDirectoryHandle(part, { create: true });
    const found: string[] = [];
    for await (const name of folder.keys()) found.push(name);
    return found.sort();
  }, path);
}

test('a picked pack is used where it is, also after a restart, and forgotten without a file being touched', async () => {
  // The picker is the browser's own window, which no test can press; what it gives is a directory handle.
  await world.panel.evaluate(async (files) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked', {
      create: true,
    });
    for (const name of files) {
      const out = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await out.write(await (await fetch(`/fara-tiny/${name}`)).blob());
      await out.close();
    }
    Object.assign(window, { showDirectoryPicker: async () => folder });
  }, files);
  await button('Settings').click();
  await button('Load weights…').click();
  await button('Use it where it is').click();
  await choice('picked').check();
  await world.until(
    'the model to be ready',
    ({ type, ...event }) => type === 'model' && 'model' in event && event.model.status === 'ready',
  );
  await button('Verify fara-tiny in the folder picked').click();
  await models().getByText('fara-tiny is intact').waitFor();
  expect(await runTask()).toEqual({ clicked: 'Help', reused: 0 });
  await expect.poll(() => names([SNAPSHOTS]), { message: 'the system prompt is saved' }).toHaveLength(1);
  await restart();
  const again = await runTask();
  expect(again.clicked, 'it is still the chosen one after a restart').toBe('Help');
  expect(again.reused, 'and its system prompt is not read again').toBeGreaterThan(10);
  expect(await names([PACK_STORE]), 'nothing was copied').toEqual([]);
  expect(await names(['picked']), 'nothing was written beside it').toEqual([...files].sort());

  await openSettings();
  expect(await choice('picked').isChecked()).toBe(true);
  await world.panel.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('picked');
    const out = await (await folder.getFileHandle('pack.json')).createWritable({ keepExistingData: true });
    await out.write({ type: 'write', position: 0, data: ' {' });
    await out.close();
  });
  await openSettings();
  await models().getByText('The model in the folder picked has changed since it was chosen.').waitFor();
  expect(await choice('picked').isDisabled()).toBe(true);

  await button('Remove fara-tiny in the folder picked').click();
  await button('Remove, the files stay').click();
  await choice('picked').waitFor({ state: 'detached' });
  expect(await world.panel.getByRole('radio', { name: /^fara-tiny/ }).isChecked()).toBe(true);
  expect(await names(['picked'])).toEqual([...files].sort());
  expect(await names([SNAPSHOTS]), 'what was saved of it is gone').toEqual([]);
});

test('a folder of the disk is asked for again after a restart; one that moved or changed is not offered', async () => {
  await useDropped(FOLDER);
  expect(await choice(FOLDER).isEnabled()).toBe(true);
  await rename(join(root, FOLDER), join(root, 'elsewhere'));
  await openSettings();
  await models().getByText(`The folder ${FOLDER} is not there any more, or was moved.`).waitFor();
  expect(await choice(FOLDER).isDisabled()).toBe(true);
  await rename(join(root, 'elsewhere'), join(root, FOLDER));
  await appendFile(join(root, FOLDER, 'pack.json'), '\n');
  await openSettings();
  await models().getByText(`The model in the folder ${FOLDER} has changed`).waitFor();
  await useDropped(FOLDER);
  await expect.poll(() => choice(FOLDER).isEnabled()).toBe(true);
  expect(await choice(FOLDER).count(), 'the same folder is one entry').toBe(1);
  await choice(FOLDER).check();
  expect((await runTask()).clicked).toBe('Help');

  await restart();
  await world.calls.loadModel({});
  await button(`Allow the folder again: ${FOLDER}`).waitFor();
  await openSettings();
  await models().getByText(`The browser asks again before Sidefara may read the folder ${FOLDER}.`).waitFor();
  expect(await choice(FOLDER).isDisabled()).toBe(true);
  await expect(world.calls.startTask({ task: 'Click the Help button.', followUp: false })).rejects.toThrow(
    /Press “Allow the folder again”/,
  );
});
