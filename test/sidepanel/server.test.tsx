// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../src/protocol/settings.ts';
import { drawPanel } from './draw.tsx';
import type { FakeOptions } from './fake_background.ts';
import { makeTask } from './records.ts';

const AWAY: Settings = {
  ...DEFAULT_SETTINGS,
  runsOn: 'server',
  endpoint: { url: 'https://gpu.test:8000/v1', model: 'microsoft/Fara-7B', profile: 'fara-7b' },
};

/** The panel with its settings open at the server's form. */
async function openServer(options: FakeOptions = {}) {
  const panel = await drawPanel(options);
  await panel.press('Settings');
  panel.find('input', /^On a server/).click();
  await panel.wait(0);
  const opening = panel.calls().length;
  return { ...panel, calls: () => panel.calls().slice(opening) };
}

type Panel = Awaited<ReturnType<typeof openServer>>;

async function fill(panel: Panel, address: string, model: string, key = ''): Promise<void> {
  await panel.type(panel.find('input', /^Address/), address);
  await panel.type(panel.find('input', /^Name of the model/), model);
  if (key) await panel.type(panel.find('input', /^API key/), key);
}

test('choosing a server changes nothing until it is used; then access is asked for first', async () => {
  const panel = await openServer();
  expect(panel.calls()).toEqual([]);
  await fill(panel, 'gpu.test:8000', 'fara', 'sk-1');
  expect(panel.text()).toContain('Everything the model sees leaves this computer');
  expect(panel.text()).toContain('go to gpu.test:8000');
  expect(panel.text()).toContain('The connection is not encrypted');
  await panel.press('Use this server');
  const url = 'http://gpu.test:8000/v1';
  expect(panel.calls()).toEqual([
    { method: 'requestServerAccess', params: url },
    { method: 'setEndpoint', params: { url, model: 'fara', profile: 'fara-7b', key: 'sk-1' } },
    { method: 'setSettings', params: { runsOn: 'server' } },
  ]);
  expect(panel.text()).toContain('Screenshots leave this computer: they go to gpu.test:8000');
});

test('access denied: nothing is kept and nothing is sent', async () => {
  const panel = await openServer({ grants: false });
  await fill(panel, 'http://gpu.test', 'fara');
  await panel.press('Use this server');
  expect(panel.find('[role=alert]', /Without access to gpu\.test .* Nothing was sent/)).toBeTruthy();
  expect(panel.calls().map(({ method }) => method)).toEqual(['requestServerAccess']);
});

test('a server on this computer is called that', async () => {
  const panel = await openServer();
  await fill(panel, 'localhost:8000', 'fara');
  expect(panel.text()).toContain('This server runs on this computer.');
  await panel.press('Use this server');
  expect(panel.text()).toContain('Screenshots go to a server on this computer: localhost:8000');
});

test('what is no address is said, not sent', async () => {
  const panel = await openServer();
  await fill(panel, 'file:///etc', 'fara');
  await panel.press('Test connection');
  expect(panel.find('[role=alert]', /is no web address/)).toBeTruthy();
  expect(panel.calls()).toEqual([]);
});

test('a test says what it found, and offers the names of the models', async () => {
  const check = { ok: false, message: 'The server has no model “x”.', models: ['fara', 'phi'] };
  const panel = await openServer({ check });
  await fill(panel, 'localhost', 'x');
  await panel.press('Test connection');
  const result = panel.place.querySelector('.check-result');
  expect(result?.getAttribute('role')).toBe('status');
  expect(result?.textContent).toBe('The server has no model “x”.');
  const offered = [...panel.place.querySelectorAll<HTMLOptionElement>('datalist option')];
  expect(offered.map(({ value }) => value)).toEqual(['fara', 'phi']);
  await panel.type(panel.find('input', /^Name of the model/), 'fara');
  expect(panel.place.querySelector('.check-result')?.textContent).toBe('');
});

test('the key that is kept is never shown, stays when nothing is typed, and can be forgotten', async () => {
  const panel = await openServer({ state: { settings: AWAY, hasEndpointKey: true } });
  expect((panel.find('input', /^API key/) as HTMLInputElement).value).toBe('');
  await panel.press('Save');
  expect(panel.calls()[1]).toEqual({
    method: 'setEndpoint',
    params: { ...AWAY.endpoint, key: undefined },
  });
  await panel.type(panel.find('input', /^Address/), 'https://other.test/v1');
  expect(panel.all('button', 'Forget the key')).toEqual([]);
  expect(panel.text()).not.toContain('not encrypted');
  await panel.type(panel.find('input', /^Address/), 'https://gpu.test:8000');
  await panel.press('Forget the key');
  expect(panel.calls().at(-1)).toEqual({ method: 'setEndpoint', params: { ...AWAY.endpoint, key: '' } });
  expect(panel.all('button', 'Forget the key')).toEqual([]);
});

test('the mark stands there while the task runs, and cannot be dismissed', async () => {
  const panel = await drawPanel({ state: { settings: AWAY, task: makeTask() } });
  const mark = panel.place.querySelector('.server-mark');
  expect(mark?.textContent).toBe('Screenshots leave this computer: they go to gpu.test:8000');
  expect(mark?.querySelectorAll('button')).toHaveLength(0);
  expect(panel.text()).toContain('microsoft/Fara-7B · Server');
});

test('back on this computer it goes away, and the promise returns', async () => {
  const panel = await drawPanel({ state: { settings: AWAY } });
  expect(panel.text()).not.toContain('Nothing leaves your machine');
  await panel.press('Settings');
  panel.find('input', /^On this computer/).click();
  await panel.wait(0);
  expect(panel.calls().at(-1)).toEqual({ method: 'setSettings', params: { runsOn: 'here' } });
  expect(panel.place.querySelector('.server-mark')).toBeNull();
  expect(panel.text()).toContain('Nothing leaves your machine');
});
