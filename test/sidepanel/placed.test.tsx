// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { StoreState } from '../../src/protocol/model_store.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import type { Survey } from '../../src/protocol/weights.ts';
import { chooseFolder, pickedFolder } from './choose_folder.ts';
import { drawPanel } from './draw.tsx';

const PLACED: StoreState['placed'][number] = {
  id: 'folder:1',
  name: 'Mine',
  folder: 'my-packs',
  access: 'ready',
  quant: 'q4',
  profile: 'fara-7b',
  bytes: 5.2e9,
  hash: '0f1e2d',
  from: 'my-packs',
  installedAt: Date.UTC(2026, 10, 21, 12),
  lastUsedAt: null,
};
const IN_USE = { settings: { ...DEFAULT_SETTINGS, model: PLACED.id } };
const SURVEY: Survey = {
  kind: 'pack',
  name: 'my-packs',
  architecture: 'qwen2_5_vl',
  parameters: 8_292_166_656,
  profile: 'fara-7b',
  upstream: null,
  quant: 'q4',
  bytes: 5.2e9,
  freeBytes: 1e9,
};

const HANDLE = pickedFolder('my-packs');

async function openModels(options: Parameters<typeof drawPanel>[0] = {}) {
  const panel = await drawPanel(options);
  await panel.press('Settings');
  return panel;
}

test('a picked pack can be used where it is, even where there is no room for a copy', async () => {
  const panel = await openModels({ picks: HANDLE, survey: SURVEY });
  await panel.press('Load weights…');
  await panel.wait(20);
  expect(panel.button('Copy into the browser').disabled).toBe(true);
  await panel.press('Use it where it is');
  expect(panel.calls()).toEqual([
    {
      method: 'look',
      params: { folder: { name: 'my-packs', files: [{ name: 'pack.json', blob: expect.any(File) }] } },
    },
    { method: 'place', params: { folder: HANDLE } },
  ]);
});

test('without a picker the directory input is opened, and only copying is offered', async () => {
  const panel = await openModels({ survey: { ...SURVEY, freeBytes: 9e9 } });
  const input = panel.place.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no input');
  let opened = 0;
  input.addEventListener('click', () => opened++);
  await panel.press('Load weights…');
  expect(opened).toBe(1);
  chooseFolder(input, 'my-packs', ['pack.json']);
  await panel.wait(20);
  expect(panel.button('Install').disabled).toBe(false);
  expect(panel.all('button', 'Use it where it is')).toEqual([]);
});

test('whoever closes the picker has chosen nothing', async () => {
  const panel = await openModels({ picks: null });
  await panel.press('Load weights…');
  expect(panel.calls()).toEqual([]);
  expect(panel.button('Load weights…').disabled).toBe(false);
});

test('removing gives up the model in use, and says that the files stay', async () => {
  const panel = await openModels({ store: { placed: [PLACED] }, state: IN_USE });
  expect(panel.text()).toContain('In the folder my-packs, 4-bit, 5.2 GB');
  await panel.press('Remove Mine in the folder my-packs');
  await panel.press('Remove, the files stay');
  expect(panel.calls()).toEqual([
    { method: 'setSettings', params: { model: null } },
    { method: 'unplace', params: { id: 'folder:1' } },
  ]);
});

test('after a restart the folder is allowed again by a button, and the model in use is loaded', async () => {
  const panel = await openModels({ store: { placed: [{ ...PLACED, access: 'ask' }] }, state: IN_USE });
  expect(panel.text()).toContain('The browser asks again before Sidefara may read the folder my-packs.');
  expect((panel.find('input', /^Mine/) as HTMLInputElement).disabled).toBe(true);
  expect(panel.all('button', 'Verify Mine in the folder my-packs')).toEqual([]);
  await panel.press('Allow the folder again: my-packs');
  expect(panel.calls()).toEqual([
    { method: 'allowFolder', params: 'folder:1' },
    { method: 'loadModel', params: {} },
  ]);
});

test('a refusal is said, and nothing is loaded', async () => {
  const placed = [{ ...PLACED, access: 'ask' as const }];
  const panel = await openModels({ store: { placed }, state: IN_USE, grants: false });
  await panel.press('Allow the folder again: my-packs');
  expect(panel.find('[role=alert]', /The browser did not allow the folder to be read/)).toBeTruthy();
  expect(panel.calls()).toEqual([{ method: 'allowFolder', params: 'folder:1' }]);
});

test('a failed load offers the button where the folder has to be allowed, and only there', async () => {
  const failed = { status: 'failed', message: 'The browser asks again.' } as const;
  const state = { ...IN_USE, model: failed };
  const asked = await drawPanel({ state, store: { placed: [{ ...PLACED, access: 'ask' }] } });
  await asked.wait(20);
  expect(asked.all('button', 'Allow the folder again: my-packs')).toHaveLength(1);
  const gone = await drawPanel({ state, store: { placed: [{ ...PLACED, access: 'gone' }] } });
  await gone.wait(20);
  expect(gone.all('button', 'Allow the folder again: my-packs')).toEqual([]);
});

test('a folder that moved or changed is not offered, with what to do', async () => {
  const placed = [
    { ...PLACED, access: 'gone' as const },
    { ...PLACED, id: 'folder:2', folder: 'other', access: 'changed' as const },
  ];
  const panel = await openModels({ store: { placed } });
  expect(panel.text()).toContain('The folder my-packs is not there any more, or was moved.');
  expect(panel.text()).toContain('The model in the folder other has changed since it was chosen.');
  for (const input of panel.all('input', /^Mine/)) expect((input as HTMLInputElement).disabled).toBe(true);
  expect(panel.all('button', /Allow the folder/)).toEqual([]);
});
