import { cp, mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import type { StoreState } from '../../src/protocol/model_store.ts';
import { PACK_STORE } from '../../src/protocol/weights.ts';
import { writeCheckpoint } from '../bench/real_import/checkpoint.ts';
import { shardName, writeAsHuggingFace } from './hugging_face.ts';
import { LARGE_CONFIG } from './large_config.ts';
import { openWorld, type World } from './world.ts';

/** Loading weights from a folder, through the panel's real folder input; the scenarios share one browser. */
const NAME = 'my-checkpoint';
/** Random weights: 440 MB, so that an interruption falls into the middle. */
const LARGE = 'large';
const CONFIG = { ...LARGE_CONFIG, num_hidden_layers: 32 };
/** bytes of source: beyond the head and the embedding, which are finished first */
const MIDDLE = 20_000_000;
/** bytes of source that must be finished by then; the last tensors may still be on their way */
const FINISHED = 10_000_000;
let folder: string;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidefara-import-'));
  await writeAsHuggingFace(join(await builtExtension(console.log), 'fara-tiny'), join(folder, NAME));
  await writeCheckpoint(join(folder, LARGE), CONFIG);
  world = await openWorld({ path: '/words' });
  await world.panel.getByRole('button', { name: 'Settings' }).click();
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

const choose = (name: string) =>
  world.panel.locator('input[type=file][webkitdirectory]').setInputFiles(join(folder, name));
const button = (name: string | RegExp) => world.panel.getByRole('button', { name });
const models = () => world.panel.getByRole('region', { name: 'Model', exact: true });

/** The names of the folders and files of the store, as OPFS has them. */
async function stored(): Promise<string[]> {
  return world.panel.evaluate(async (name) => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
    const found: string[] = [];
    for await (const [folder, handle] of root.entries()) {
      found.push(folder);
      if (handle.kind !== 'directory') continue;
      for await (const file of (handle as FileSystemDirectoryHandle).keys()) found.push(`${folder}/${file}`);
    }
    return found.sort();
  }, PACK_STORE);
}

async function startImport(panel = world.panel, name = NAME): Promise<void> {
  await panel.locator('input[type=file][webkitdirectory]').setInputFiles(join(folder, name));
  await panel.getByRole('combobox').selectOption('fara-tiny');
  await panel.getByRole('radio', { name: name === LARGE ? /^4-bit,/ : /^8-bit/ }).check();
  await panel.getByRole('button', { name: 'Import' }).click();
}

/** Every file of a pack, as a hash over all; `place`: the folder that holds it in OPFS. */
async function fingerprint(id: string, place = PACK_STORE): Promise<string> {
  return world.panel.evaluate(
    async ([store = '', id = '']) => {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(store);
      const folder = await root.getDirectoryHandle(id);
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      const files: Blob[] = [];
      for (const name of names.sort()) files.push(await (await folder.getFileHandle(name)).getFile());
      const digest = await crypto.subtle.digest(
        'SHA-256',
        await new Blob([names.join(), ...files]).arrayBuffer(),
      );
      return Array.from(new Uint8Array(digest)).join();
    },
    [place, id],
  );
}

/** Waits until this many bytes of source are done, counted from the events of now on. */
async function untilBytes(bytes: number): Promise<void> {
  const since = world.events.length;
  await world.until(
    `${bytes} bytes`,
    (event) =>
      event.type === 'store' &&
      world.events.indexOf(event) >= since &&
      event.store.job?.phase === 'quantising' &&
      event.store.job.bytes > bytes,
  );
}

/** Waits for progress with a rate. A small checkpoint may be through before the second report, which is then the last. */
async function progressSeen(): Promise<void> {
  await world.until(
    'progress of the import with a rate',
    (event) =>
      event.type === 'store' && event.store.job?.phase === 'quantising' && event.store.job.bytesPerSecond > 0,
  );
}

/** How much was done when a job began to quantise, in the events since then. */
function bytesAtBegin(since: number): number | undefined {
  const jobs = world.events
    .slice(since)
    .flatMap((event) => (event.type === 'store' && event.store.job ? [event.store.job] : []));
  return jobs.find(({ phase }) => phase === 'quantising')?.bytes;
}

async function removeModel(name = NAME): Promise<void> {
  await button(`Remove ${name}`).click();
  await button(/^Remove, frees/).click();
  await world.panel.getByRole('radio', { name: new RegExp(name) }).waitFor({ state: 'detached' });
}

const installed = (name = NAME) => models().getByText(`${name} is installed. Choose it above to use it.`);

test('a cancelled import is no model; it can be continued or discarded', async () => {
  await startImport(world.panel, LARGE);
  await untilBytes(MIDDLE);
  await button('Cancel').click();
  await models().getByText(`${LARGE} was cancelled; what is finished of it was kept.`).waitFor();
  expect(await world.panel.getByRole('radio', { name: new RegExp(LARGE) }).count()).toBe(0);
  expect(await stored()).not.toContain(`${LARGE}/pack.json`);
  await models()
    .getByText(/^Not finished: \d+ % imported, 4-bit, holds [\d.]+ [kKM]B\.$/)
    .waitFor();

  // The extension has unlimited storage, so only the estimate heeds this; a disk that is full is in test/e2e/opfs.
  const session = await world.context.newCDPSession(world.panel);
  const { protocol, host } = new URL(world.panel.url());
  const origin = `${protocol}//${host}`;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 30_000_000 });
  await button(`Continue ${LARGE}`).click();
  const noRoom = /not enough room for the rest of the model \(expected \d+ bytes, found \d+\)/;
  await models().getByText(noRoom).waitFor();
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  const before = world.events.length;

  await button(`Continue ${LARGE}`).click();
  await installed(LARGE).waitFor();
  expect(bytesAtBegin(before), 'what was finished is not done again').toBeGreaterThan(FINISHED);
  const continued = await fingerprint(LARGE);
  await removeModel(LARGE);
  await startImport(world.panel, LARGE);
  await installed(LARGE).waitFor();
  expect(await fingerprint(LARGE), 'the same bytes as without interruption').toBe(continued);
  await removeModel(LARGE);

  await startImport(world.panel, LARGE);
  await untilBytes(MIDDLE);
  await button('Cancel').click();
  await button(`Discard ${LARGE}`).click();
  await button(/^Discard, frees [\d.]+ [kKM]B$/).click();
  await models()
    .getByText(/^Not finished/)
    .waitFor({ state: 'detached' });
  expect(await stored()).toEqual([]);
});

/** Clicks a button of the page by the model that is chosen, and tells what was clicked. */
async function runTask(): Promise<string | undefined> {
  await world.start('Click the Help button.');
  const record = await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval']);
  if (record.status !== 'done') await world.calls.stop({});
  return world.sites.state().clicks.at(-1)?.value;
}

test('an import goes on from where the browser was closed', async () => {
  const profile = await mkdtemp(join(folder, 'profile-'));
  const first = world;
  world = await openWorld({ path: '/words', userDataDir: profile });
  try {
    await button('Settings').click();
    await startImport(world.panel, LARGE);
    await untilBytes(MIDDLE);
    await world.close();
    world = await openWorld({ path: '/words', userDataDir: profile });
    await button('Settings').click();
    await models().getByText(`To continue, choose the folder ${LARGE} again.`).waitFor();
    expect(await stored()).not.toContain(`${LARGE}/pack.json`);
    const chooser = world.panel.waitForEvent('filechooser');
    await button(`Continue ${LARGE}`).click();
    const since = world.events.length;
    await (await chooser).setFiles(join(folder, LARGE));
    await installed(LARGE).waitFor();
    expect(bytesAtBegin(since), 'what was finished is not done again').toBeGreaterThan(FINISHED);
    await removeModel(LARGE);
  } finally {
    await world.close();
    world = first;
  }
});

test('a folder is chosen, imported with progress, tested, used for a task, used again after a restart, and removed', async () => {
  const profile = await mkdtemp(join(folder, 'another-profile-'));
  const first = world;
  world = await openWorld({ path: '/words', userDataDir: profile });
  try {
    await button('Settings').click();
    await startImport();
    await progressSeen();
    await installed().waitFor();
    await world.panel.getByRole('radio', { name: new RegExp(NAME) }).check();
    await button('Test clicking').click();
    const { kept } = await world.until(
      'the end of the self-test',
      (event) =>
        event.type === 'check' && event.check.running === null && event.check.kept.length > 0 && event.check,
      300_000,
    );
    const result = kept[0]?.result;
    expect(result, JSON.stringify(result)).toMatchObject({ verdict: 'good', targets: 20, readable: 20 });
    expect(result?.info.name).toBe(NAME);
    await models().getByText(`${result?.hits} of 20 targets hit`).waitFor();
    expect(await runTask()).toBe('Help');
    await world.close();
    world = await openWorld({ path: '/words', userDataDir: profile });
    expect(await runTask(), 'it is still the chosen one after a restart').toBe('Help');
    await button('Settings').click();
    expect(await world.panel.getByRole('radio', { name: new RegExp(NAME) }).isChecked()).toBe(true);
    await world.panel.getByText('About', { exact: true }).click();
    await models().getByRole('term').filter({ hasText: 'From' }).waitFor();
    expect(await models().getByText('never').count(), 'when it was last used is known').toBe(0);
    await removeModel();
    expect(await stored()).toEqual([]);
  } finally {
    await world.close();
    world = first;
  }
});

test('a damaged folder is refused file by file, before anything is written', async () => {
  await cp(join(folder, NAME), join(folder, 'damaged'), { recursive: true });
  await truncate(join(folder, 'damaged', shardName(1)), 100_000);
  await rm(join(folder, 'damaged', 'tokenizer.json'));
  await choose('damaged');
  const card = world.panel.getByRole('region', { name: 'damaged cannot be used' });
  await card.getByText('tokenizer.json is missing').waitFor();
  await card.getByText(new RegExp(`^${shardName(1)}: the file ends before its last tensor`)).waitFor();
  expect(await card.getByRole('listitem').count()).toBe(2);
  await button('Close').click();
  expect(await stored()).toEqual([]);
});

test('a checkpoint is looked at, imported with progress, used for a task, verified and removed', async () => {
  await choose(NAME);
  const card = world.panel.getByRole('region', { name: NAME });
  await card.getByText(/^Qwen2\.5-VL, [\d.]+ million parameters$/).waitFor();
  expect(await card.getByText(/^8-bit, [\d.]+ MB$/).count()).toBe(1);
  expect(await button('Import').isDisabled()).toBe(true);
  await startImport();
  await progressSeen();
  await models().getByText(`${NAME} is installed. Choose it above to use it.`).waitFor();
  expect(await stored()).toContain(`${NAME}/pack.json`);

  await world.panel.getByRole('radio', { name: new RegExp(NAME) }).check();
  await world.until(
    'the imported model to be ready',
    (event) => event.type === 'model' && event.model.status === 'ready' && event.model.info.name === NAME,
  );
  const since = world.events.length;
  await world.start('Click the Help button.');
  await world.untilStatus(['observing', 'thinking'], since);
  await expect(
    world.calls.setSettings({ model: null }),
    'the model cannot change in the middle of a task',
  ).rejects.toThrow(/not finished/);
  const record = await world.untilStatus(['done', 'failed', 'asking', 'paused', 'awaiting_approval']);
  expect(world.sites.state().clicks.at(-1)?.value, JSON.stringify(record.steps)).toBe('Help');
  if (record.status !== 'done') await world.calls.stop({});

  // They were closed when the task began to work.
  await button('Settings').click();
  await button(`Verify ${NAME}`).click();
  await models().getByText(`${NAME} is intact`).waitFor();
  await button(`Remove ${NAME}`).click();
  await button(/^Remove, frees [\d.]+ MB$/).click();
  await world.panel.getByRole('radio', { name: new RegExp(NAME) }).waitFor({ state: 'detached' });
  expect(await world.panel.getByRole('radio', { name: /fara-tiny/ }).isChecked()).toBe(true);
  expect(await stored()).toEqual([]);
});

test('an import goes on when the panel that started it is closed', async () => {
  const other = await world.context.newPage();
  await other.goto(world.panel.url());
  await other.getByRole('button', { name: 'Settings' }).click();
  const since = world.events.length;
  const heard = (status: string, fits: (store: StoreState) => boolean) =>
    world.until(
      status,
      (event) => event.type === 'store' && world.events.indexOf(event) >= since && fits(event.store),
    );
  await startImport(other);
  await heard('the first bytes', ({ job }) => job !== null && job.bytes > 0);
  await other.close();
  await heard('the end of the import', ({ job, outcome }) => job === null && outcome?.ended === 'done');
  await button(`Remove ${NAME}`).click();
  await button(/^Remove, frees/).click();
  await world.panel.getByRole('radio', { name: new RegExp(NAME) }).waitFor({ state: 'detached' });
});

test('a pack is copied as it is; a damaged one is told by its hash and not kept', async () => {
  const pack = join(folder, 'pack');
  await cp(join(await builtExtension(console.log), 'fara-tiny'), pack, { recursive: true });
  const [shard = ''] = (await readdir(pack)).filter((file) => file.endsWith('.bin'));
  const original = Buffer.alloc(1);
  const file = await open(join(pack, shard), 'r+');
  await file.read(original, 0, 1, 5_000);
  await file.write(Buffer.from([~(original[0] ?? 0) & 0xff]), 0, 1, 5_000);
  await choose('pack');
  await button('Install').click();
  await models().getByText(`${shard}: the shard is damaged`).waitFor();
  expect(await stored()).toEqual([]);

  await file.write(original, 0, 1, 5_000);
  await file.close();
  await choose('pack');
  await button('Install').click();
  await models().getByText('pack is installed').waitFor();
  expect(await stored()).toEqual(['pack', ...(await readdir(pack)).map((name) => `pack/${name}`)].sort());
});

test('a dropped folder is looked at; an installed pack is exported to the byte; what cannot be read is removed', async () => {
  const drop = await world.context.newCDPSession(world.panel);
  const box = await button('Load weights…').boundingBox();
  const at = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 };
  const data = { items: [], files: [join(folder, NAME)], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await drop.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await world.panel
    .getByRole('region', { name: NAME })
    .getByText(/million parameters$/)
    .waitFor();
  await button('Not now').click();

  // The picker is the browser's own window, which no test can press; what it gives is a directory handle.
  await world.panel.evaluate(() => {
    const picker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('exported', { create: true });
    Object.assign(window, { showDirectoryPicker: picker });
  });
  await button('Export fara-tiny').click();
  await models()
    .getByText(/^fara-tiny was exported/)
    .waitFor();
  expect(await fingerprint('pack', 'exported')).toBe(await fingerprint('pack'));

  await world.panel.evaluate(async (name) => {
    const store = await (await navigator.storage.getDirectory()).getDirectoryHandle(name);
    const pack = await (await store.getDirectoryHandle('pack')).getFileHandle('pack.json');
    const out = await pack.createWritable();
    await out.write('{"format":"sidefara-pack","version":9}');
    await out.close();
  }, PACK_STORE);
  await button('Export fara-tiny').click();
  await models()
    .getByText(/^Cannot be read/)
    .waitFor();
  await button('Remove pack').click();
  await button(/^Remove, frees/).click();
  await models()
    .getByText(/^Cannot be read/)
    .waitFor({ state: 'detached' });
  expect(await stored()).toEqual([]);
});
