import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { writeCheckpoint } from '../bench/real_import/checkpoint.ts';
import { type HubServer, head, hubServer, REPO } from '../weights/hub_server.ts';
import { publishedTiny, trainedOn, upstreamOf } from '../weights/published_tiny.ts';
import { LARGE_CONFIG } from './large_config.ts';
import { openWorld, type World } from './world.ts';

/** Files that are not what they should be, through the panel. The scenarios share one browser. */
const PUBLISHED = publishedTiny();
/** 180 MB are downloaded, on a machine that may have much else to do. */
const SLOW = { timeout: 120_000 };
const DAMAGED = 'model-00002-of-00002.safetensors';
let folder: string;
let hub: HubServer;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidefara-wrong-hash-'));
  const extensionDir = join(folder, 'extension');
  await cp(await builtExtension(console.log), extensionDir, { recursive: true });
  await publishAsFara(extensionDir);

  const checkpoint = join(folder, 'checkpoint');
  // Two files that are both too large to be fetched whole.
  await writeCheckpoint(checkpoint, { ...LARGE_CONFIG, num_hidden_layers: 12 }, 100_000_000);
  const names = await readdir(checkpoint);
  const files = names.map(async (name) => [name, await readFile(join(checkpoint, name))] as const);
  hub = await hubServer(Object.fromEntries(await Promise.all(files)));

  world = await openWorld({ path: '/words', extensionDir });
  await button('Settings').click();
});
afterAll(async () => {
  await world?.close();
  await hub?.close();
  await rm(folder, { recursive: true, force: true });
});

const button = (name: string | RegExp) => world.panel.getByRole('button', { name });
const models = () => world.panel.getByRole('region', { name: 'Model', exact: true });

/** Fara-7B's own files are 16.6 GB: this build takes the tiny ones for what Microsoft has published. */
async function publishAsFara(extensionDir: string): Promise<void> {
  const assets = join(extensionDir, 'assets');
  const { weights, sideFiles } = upstreamOf(PUBLISHED);
  let changed = 0;
  for (const name of await readdir(assets)) {
    const script = await readFile(join(assets, name), 'utf8');
    if (!script.includes('microsoft/Fara-7B') || !/weights:\[\{file:/.test(script)) continue;
    const lists = `weights:${JSON.stringify(weights)},sideFiles:${JSON.stringify(sideFiles)}`;
    await writeFile(
      join(assets, name),
      script.replace(/weights:\[\{file:[^\]]*\],sideFiles:\[[^\]]*\]/, () => lists),
    );
    changed++;
  }
  expect(changed, 'scripts that know the published files').toBeGreaterThan(0);
}

async function write(name: string, files: typeof PUBLISHED): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  return path;
}

const choose = (path: string) => world.panel.locator('input[type=file][webkitdirectory]').setInputFiles(path);

/** Imports a folder until the panel asks what its files are. */
async function untilAsked(path: string): Promise<void> {
  await choose(path);
  await models().getByText('like microsoft/Fara-7B; the import compares their hashes').waitFor();
  await button('Import').click();
  await models()
    .getByRole('heading', { name: /a fine-tune\?$/ })
    .waitFor();
}

test('a folder like Fara-7B with another file: it is told, is no model, and is imported anyway as what it is', async () => {
  await untilAsked(await write('mine', trainedOn(PUBLISHED, DAMAGED)));
  const text = await models().innerText();
  expect(text).toContain(`its file ${DAMAGED} is not the one that was published`);
  expect(text).toContain('mine waits for your answer; what is finished of it was kept.');
  await world.panel.getByLabel('Hashes: mine').click();
  const hashes = [PUBLISHED, trainedOn(PUBLISHED, DAMAGED)].map(
    (files) => upstreamOf(files).weights.find(({ file }) => file === DAMAGED)?.sha256 ?? '',
  );
  for (const hash of hashes) await models().getByText(hash).waitFor();
  expect(await world.panel.getByRole('radio', { name: /mine/ }).count()).toBe(0);

  await button('Import anyway: mine').click();
  await models().getByText('mine is installed. Choose it above to use it.').waitFor();
  await world.panel
    .getByRole('radio', { name: /^mine .*not the published files of microsoft\/Fara-7B$/ })
    .waitFor();
});

test('fetched again, it becomes the published model', async () => {
  const path = await write('again', trainedOn(PUBLISHED, DAMAGED));
  await untilAsked(path);
  await write('again', PUBLISHED);
  await button('I fetched it again: again').click();
  await choose(path);
  await models().getByText('again is installed. Choose it above to use it.').waitFor();
  await world.panel.getByLabel('About again').click();
  await models().getByText('the published files of microsoft/Fara-7B', { exact: true }).waitFor();
});

test('a download with a wrong byte is no model; both hashes are named, and only that file is fetched again', async () => {
  const at = 50_000_000;
  hub.fault = ({ file, range }, response, content) => {
    const { first, last } = range ?? { first: 0, last: 0 };
    if (file !== DAMAGED || at < first || at > last) return false;
    const bad = content.slice(first, last + 1);
    bad[at - first] = (bad[at - first] ?? 0) ^ 1;
    head({ first, last }, response, content.length);
    response.end(bad);
    return true;
  };
  await button('Download from Hugging Face…').click();
  await world.panel.getByLabel('Repository').fill(REPO);
  await world.panel.getByText('Advanced').last().click();
  await world.panel.getByLabel('Server address').fill(hub.base);
  await button('Show size').click();
  await world.panel.getByRole('combobox').selectOption('fara-tiny');
  await world.panel.getByRole('radio', { name: /^4-bit,/ }).check();
  await button(/^Download$/).click();
  await models().getByRole('heading', { name: 'a-model could not be loaded' }).waitFor(SLOW);
  await models()
    .getByText(new RegExp(`${DAMAGED}: .* \\(expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}\\)`))
    .waitFor();
  expect(await world.panel.getByRole('radio', { name: /a-model/ }).count()).toBe(0);

  hub.fault = () => false;
  hub.requests.length = 0;
  await button('Continue a-model').click();
  await models().getByText('a-model is installed. Choose it above to use it.').waitFor(SLOW);
  const fetched = (wanted: string) =>
    hub.requests
      .filter(({ file }) => file === wanted)
      .reduce((sum, { range }) => sum + (range ? range.last - range.first + 1 : 0), 0);
  expect(fetched('model-00001-of-00002.safetensors')).toBeLessThan(1_000_000);
  expect(fetched(DAMAGED)).toBeGreaterThan(at);
  await button('Verify a-model').click();
  await models().getByText('a-model is intact: all of it matches its hashes.').waitFor(SLOW);
});
