// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { StoreState } from '../../src/protocol/model_store.ts';
import type { Survey } from '../../src/protocol/weights.ts';
import { drawPanel } from './draw.tsx';

const HUB = { base: 'https://huggingface.co', repo: 'microsoft/Fara-7B', revision: 'main' };
const FOUND: Survey = {
  kind: 'checkpoint',
  form: 'safetensors',
  name: 'Fara-7B',
  architecture: 'qwen2_5_vl',
  parameters: 8_292_166_656,
  profile: 'fara-7b',
  bytes: 16_584_333_312,
  upstream: null,
  freeBytes: 81e9,
  recipes: [{ quant: 'q4', bytes: 5.2e9, gpuBytes: 4.6e9, seconds: 1500 }],
};
const STORE: StoreState = {
  installed: [],
  placed: [],
  unfinished: [],
  unreadable: [],
  job: null,
  outcome: null,
  persistent: true,
};

async function openForm(options: Parameters<typeof drawPanel>[0] = {}) {
  const panel = await drawPanel({ store: STORE, survey: FOUND, ...options });
  await panel.press('Settings');
  await panel.press('Download from Hugging Face…');
  return panel;
}

async function type(panel: Awaited<ReturnType<typeof openForm>>, field: string, text: string): Promise<void> {
  const label = [...panel.place.querySelectorAll('form[aria-label=Download] label')].find((one) =>
    one.textContent?.startsWith(field),
  );
  const input = label?.querySelector('input');
  if (!input) throw new Error(`no field ${field}`);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await panel.wait(20);
}

test('nothing is asked before the person wants the size; then the download is one press', async () => {
  const panel = await openForm();
  expect(panel.calls()).toEqual([]);
  await panel.press('Show size');
  const folder = { name: 'Fara-7B', hub: HUB };
  const asked = [
    { method: 'requestDownloadAccess', params: HUB.base },
    { method: 'look', params: { folder } },
  ];
  expect(panel.calls()).toEqual(asked);
  expect(panel.text()).toContain('Frommicrosoft/Fara-7B on huggingface.co');
  expect(panel.text()).toContain('16,584,333,312 bytes of weights');
  await panel.press('Download');
  expect(panel.calls()).toEqual([
    ...asked,
    { method: 'import', params: { folder, quant: 'q4', profile: 'fara-7b' } },
  ]);
});

test('without access nothing is asked for, and the panel says so', async () => {
  const panel = await openForm({ grants: false });
  await panel.press('Show size');
  expect(panel.calls().map(({ method }) => method)).toEqual(['requestDownloadAccess']);
  expect(
    panel.find('[role=alert]', /Without access to huggingface\.co nothing can be downloaded/),
  ).toBeTruthy();
});

test('another repository on a mirror; what is no repository is told before access is asked for', async () => {
  const panel = await openForm();
  await type(panel, 'Repository', 'Fara-7B');
  await panel.press('Show size');
  expect(panel.find('[role=alert]', /'Fara-7B' names no repository; give OWNER\/NAME/)).toBeTruthy();
  expect(panel.calls()).toEqual([]);
  await type(panel, 'Repository', 'me/mine@v2');
  await type(panel, 'Server address', 'https://mirror.example/hf/');
  await panel.press('Show size');
  const hub = { base: 'https://mirror.example/hf', repo: 'me/mine', revision: 'v2' };
  expect(panel.calls()).toEqual([
    { method: 'requestDownloadAccess', params: hub.base },
    { method: 'look', params: { folder: { name: 'mine', hub } } },
  ]);
});

test('a paused download is continued without choosing anything, once access is still given', async () => {
  const panel = await drawPanel({
    store: {
      ...STORE,
      unfinished: [
        {
          id: 'half',
          name: 'Fara-7B',
          source: 'Fara-7B',
          hub: HUB,
          quant: 'q4',
          bytes: 2.3e9,
          share: 0.43,
          other: null,
          atHand: true,
        },
      ],
    },
  });
  await panel.press('Settings');
  expect(panel.text()).toContain('From microsoft/Fara-7B on huggingface.co.');
  await panel.press('Continue Fara-7B');
  expect(panel.calls()).toEqual([
    { method: 'requestDownloadAccess', params: HUB.base },
    { method: 'continue', params: { id: 'half', folder: null, fineTune: false } },
  ]);
});
