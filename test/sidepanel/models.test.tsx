// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { StoreState } from '../../src/protocol/model_store.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import type { Survey } from '../../src/protocol/weights.ts';
import { chooseFolder } from './choose_folder.ts';
import { drawPanel } from './draw.tsx';
import { makeTask } from './records.ts';

const PACK: StoreState['installed'][number] = {
  id: 'mine',
  name: 'Mine',
  quant: 'q4',
  profile: 'fara-7b',
  bytes: 5.2e9,
  hash: '0f1e2d',
  from: 'my-folder',
  installedAt: Date.UTC(2026, 10, 21, 12),
  lastUsedAt: null,
};
const STORE: StoreState = {
  installed: [PACK],
  placed: [],
  unfinished: [],
  unreadable: [],
  job: null,
  outcome: null,
  persistent: true,
};
const CHECKPOINT: Extract<Survey, { kind: 'checkpoint' }> = {
  kind: 'checkpoint',
  form: 'safetensors',
  name: 'Fara-7B',
  architecture: 'qwen2_5_vl',
  parameters: 8_292_166_656,
  profile: 'fara-7b',
  bytes: 16.6e9,
  upstream: null,
  freeBytes: 81e9,
  recipes: [
    { quant: 'q8', bytes: 9.3e9, gpuBytes: 8.7e9, seconds: null },
    { quant: 'q4', bytes: 5.2e9, gpuBytes: 4.6e9, seconds: 150 },
  ],
};

/** The panel with its settings open and, where a survey is given, a folder chosen. */
async function openModels(options: Parameters<typeof drawPanel>[0] = {}, files?: string[]) {
  const panel = await drawPanel(options);
  await panel.press('Settings');
  if (options.survey) {
    const input = panel.place.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no input');
    chooseFolder(input, 'Fara-7B', files);
    await panel.wait(20);
  }
  return panel;
}

test('a chosen model becomes the setting and is loaded at once', async () => {
  const panel = await openModels({ store: STORE });
  panel.find('input', /^Mine/).click();
  await panel.wait(20);
  expect(panel.calls()).toEqual([
    { method: 'setSettings', params: { model: 'mine' } },
    { method: 'loadModel', params: {} },
  ]);
  expect((panel.find('input', /^Mine/) as HTMLInputElement).checked).toBe(true);
});

test('a choice that is refused is taken back, with the reason', async () => {
  const panel = await openModels({
    store: STORE,
    fails: { method: 'setSettings', message: 'The task is not finished.' },
  });
  panel.find('input', /^Mine/).click();
  await panel.wait(20);
  expect(panel.find('[role=alert]', /The task is not finished/)).toBeTruthy();
  expect((panel.find('input', /^Mine/) as HTMLInputElement).checked).toBe(false);
});

test('removing asks first, says what it frees, and gives up the model in use', async () => {
  const panel = await openModels({
    store: STORE,
    state: { settings: { ...DEFAULT_SETTINGS, model: 'mine' } },
  });
  await panel.press('Remove Mine');
  expect(panel.calls()).toEqual([]);
  await panel.press('Keep');
  await panel.press('Remove Mine');
  await panel.press('Remove, frees 5.2 GB');
  expect(panel.calls()).toEqual([
    { method: 'setSettings', params: { model: null } },
    { method: 'remove', params: { id: 'mine' } },
  ]);
});

test('a large checkpoint is offered at 4 bits; only the files of the folder itself are sent', async () => {
  const panel = await openModels({ survey: CHECKPOINT }, ['config.json', '.git/config', 'a/b.json']);
  expect(panel.text()).toContain('Qwen2.5-VL, 8.29 billion parameters');
  await panel.press('Import');
  const folder = { name: 'Fara-7B', files: [{ name: 'config.json', blob: expect.any(File) }] };
  expect(panel.calls()).toEqual([
    { method: 'look', params: { folder } },
    { method: 'import', params: { folder, quant: 'q4', profile: 'fara-7b' } },
  ]);
  expect(panel.all('button', 'Import')).toEqual([]);
});

test('a model of unknown origin waits until the person says how it is used', async () => {
  const panel = await openModels({ survey: { ...CHECKPOINT, profile: null } });
  expect(panel.button('Import').disabled).toBe(true);
});

test('each recipe says what it takes on the disk, on the GPU and in time', async () => {
  const panel = await openModels({ survey: CHECKPOINT });
  expect(panel.text()).toContain('8-bit, 9.3 GBclosest to the original8.7 GB on the GPU');
  expect(panel.text()).toMatch(/4-bit, 5\.2 GB.*4\.6 GB on the GPU · about 3 min to import/);
});

test('an interrupted import can be continued from its open files, or discarded after a question', async () => {
  const unfinished = [
    {
      id: 'half',
      name: 'Fara-7B',
      source: 'Fara-7B',
      hub: null,
      quant: 'q4',
      bytes: 2.3e9,
      share: 0.43,
      other: null,
      atHand: true,
    },
  ] as const;
  const panel = await openModels({ store: { ...STORE, unfinished: [...unfinished] } });
  expect(panel.text()).toContain('Not finished: 43 % imported, 4-bit, holds 2.3 GB.');
  await panel.press('Continue Fara-7B');
  await panel.press('Discard Fara-7B');
  await panel.press('Discard, frees 2.3 GB');
  expect(panel.calls()).toEqual([
    { method: 'continue', params: { id: 'half', folder: null, fineTune: false } },
    { method: 'remove', params: { id: 'half' } },
  ]);
});

test('one whose files are not open any more asks for its folder', async () => {
  const unfinished = [
    {
      id: 'half',
      name: 'Mine',
      source: 'my-folder',
      hub: null,
      quant: 'q8',
      bytes: 2.3e9,
      share: 0.43,
      other: null,
      atHand: false,
    },
  ] as const;
  const panel = await openModels({ store: { ...STORE, unfinished: [...unfinished] } });
  expect(panel.text()).toContain('To continue, choose the folder my-folder again.');
  await panel.press('Continue Mine');
  const input = panel.place.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no input');
  chooseFolder(input, 'my-folder');
  await panel.wait(20);
  const folder = { name: 'my-folder', files: [{ name: 'config.json', blob: expect.any(File) }] };
  expect(panel.calls()).toEqual([{ method: 'continue', params: { id: 'half', folder, fineTune: false } }]);
});

const OTHER: StoreState['unfinished'][number] = {
  id: 'half',
  name: 'Fara-7B',
  source: 'my-folder',
  hub: null,
  quant: 'q4',
  bytes: 1.7e9,
  share: 0.3,
  other: {
    file: 'model-00001.safetensors',
    repository: 'microsoft/Fara-7B',
    published: 'd293',
    found: '7c0f',
  },
  atHand: true,
};

test('a file that is not the published one: which, both hashes, and import anyway or discard', async () => {
  const outcome = { kind: 'import', name: 'Fara-7B', ended: 'asks', message: '' } as const;
  const panel = await openModels({ store: { ...STORE, unfinished: [OTHER], outcome } });
  expect(panel.text()).toContain('Fara-7B waits for your answer');
  expect(panel.text()).toMatch(
    /Is Fara-7B a fine-tune\?.*its file model-00001\.safetensors is not the one.*damaged.*trained the model further/,
  );
  expect(panel.text()).toMatch(/Publishedd293Found7c0f/);
  await panel.press('Import anyway: Fara-7B');
  await panel.press('Discard Fara-7B');
  await panel.press('Discard, frees 1.7 GB');
  expect(panel.calls()).toEqual([
    { method: 'continue', params: { id: 'half', folder: null, fineTune: true } },
    { method: 'remove', params: { id: 'half' } },
  ]);
});

test.each([
  ['I fetched it again: Fara-7B', true, false],
  ['Import anyway: Fara-7B', false, true],
] as const)('%s: the folder is chosen again where it must be', async (name, atHand, fineTune) => {
  const panel = await openModels({ store: { ...STORE, unfinished: [{ ...OTHER, atHand }] } });
  await panel.press(name);
  const input = panel.place.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no input');
  chooseFolder(input, 'my-folder');
  await panel.wait(20);
  const folder = { name: 'my-folder', files: [{ name: 'config.json', blob: expect.any(File) }] };
  expect(panel.calls()).toEqual([{ method: 'continue', params: { id: 'half', folder, fineTune } }]);
});

test('a model whose weights are not the published ones says so, in the list and on its page', async () => {
  const upstream = { repository: 'microsoft/Fara-7B', weights: 'other' } as const;
  const panel = await openModels({ store: { ...STORE, installed: [{ ...PACK, upstream }] } });
  expect(panel.text()).toContain('4-bit, 5.2 GB, not the published files of microsoft/Fara-7B');
  expect(panel.text()).toMatch(/Weightsnot the published files of microsoft\/Fara-7B/);
});

test('a model says where it is from, and is exported into a picked folder or by downloads', async () => {
  const target = { kind: 'directory', name: 'disk' } as FileSystemDirectoryHandle;
  const panel = await openModels({ store: STORE, target });
  expect(panel.text()).toMatch(/Frommy-folder.*Used likefara-7b.*Last usednever.*Hash0f1e2d/);
  await panel.press('Export Mine');
  expect(panel.calls()).toEqual([{ method: 'export', params: { id: 'mine', target } }]);

  const without = await openModels({ store: STORE });
  await without.press('Export Mine');
  expect(without.calls()).toEqual([{ method: 'downloadPack', params: { id: 'mine' } }]);
});

test('what cannot be read is listed with the reason, and can be removed', async () => {
  const unreadable = [{ id: 'old', bytes: 3e9, problem: 'pack.json is of another version' }];
  const panel = await openModels({ store: { ...STORE, unreadable } });
  expect(panel.text()).toContain('Cannot be read: pack.json is of another version');
  await panel.press('Remove old');
  await panel.press('Remove, frees 3.0 GB');
  expect(panel.calls()).toEqual([{ method: 'remove', params: { id: 'old' } }]);
});

test('what does not fit is not begun', async () => {
  const panel = await openModels({ survey: { ...CHECKPOINT, freeBytes: 2e9 } });
  expect(panel.find('[role=alert]', /It needs 5.2 GB, and the browser has 2.0 GB left/)).toBeTruthy();
  expect(panel.button('Import').disabled).toBe(true);
});

test('a refused folder lists every problem and can be put away', async () => {
  const problems = Array.from({ length: 8 }, (_, i) => `model-${i}.safetensors is missing`);
  const panel = await openModels({ survey: { kind: 'refused', name: 'Fara-7B', problems } });
  expect(panel.place.querySelectorAll('.problems li')).toHaveLength(6);
  await panel.press('Show 2 more');
  expect(panel.place.querySelectorAll('.problems li')).toHaveLength(8);
  await panel.press('Close');
  expect(panel.text()).not.toContain('is missing');
});

test('the settings give way to a task that starts', async () => {
  const panel = await openModels({ store: STORE });
  await panel.hear({ type: 'task', record: makeTask() });
  expect(panel.all('button', 'Load weights…')).toEqual([]);
  expect(panel.button('Settings').getAttribute('aria-expanded')).toBe('false');
});

test('a job shows its progress, can be cancelled, and ends with what became of it', async () => {
  const job = {
    kind: 'import',
    name: 'Fara-7B',
    phase: 'quantising',
    bytes: 4.15e9,
    totalBytes: 16.6e9,
    bytesPerSecond: 8.3e7,
    cancelling: false,
  } as const;
  const panel = await openModels({ store: { ...STORE, job } });
  expect(panel.text()).toContain('Importing Fara-7B');
  expect(panel.text()).toContain('4.2 GB of 16.6 GB · 83.0 MB/s · 3 min left');
  expect(panel.button('Remove Mine').disabled).toBe(true);
  await panel.press('Cancel');
  expect(panel.calls()).toEqual([{ method: 'cancel', params: {} }]);
  await panel.hear({ type: 'store', store: { ...STORE, job: { ...job, cancelling: true } } });
  expect(panel.button('Cancel').disabled).toBe(true);
  await panel.hear({
    type: 'store',
    store: { ...STORE, outcome: { kind: 'import', name: 'Fara-7B', ended: 'cancelled', message: '' } },
  });
  expect(panel.text()).toContain('Fara-7B was cancelled; nothing of it was kept.');
});
