// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { drawPanel } from './draw.tsx';
import { makeTask, ORDER, WAITING } from './records.ts';

/** Waits until Approve can be pressed. */
const armed = (panel: Awaited<ReturnType<typeof drawPanel>>) =>
  vi.waitFor(() => expect(panel.button('Approve').disabled).toBe(false), { timeout: 5000, interval: 50 });

const waiting = { state: { task: WAITING } };

test('says what is about to happen and why it waits', async () => {
  const panel = await drawPanel(waiting);
  expect(panel.text()).toContain(ORDER.title);
  expect(panel.text()).toContain(ORDER.reason);
  expect(panel.place.querySelector('[aria-live=assertive]')?.textContent).toContain(ORDER.title);
});

test('takes the focus to itself, not to a button that a stray key would press', async () => {
  const panel = await drawPanel(waiting);
  expect(document.activeElement).toBe(panel.place.querySelector('[role=alertdialog]'));
});

test('no key, no time and no closing of the panel is an answer', async () => {
  const panel = await drawPanel(waiting);
  await armed(panel);
  for (const key of ['Escape', 'Enter', ' ']) await panel.key(document.activeElement ?? document.body, key);
  window.dispatchEvent(new Event('pagehide'));
  window.dispatchEvent(new Event('blur'));
  expect(panel.calls()).toEqual([]);
});

test('Approve does nothing in the first moment, when a click may be meant for something else', async () => {
  const panel = await drawPanel(waiting);
  expect(panel.button('Approve').disabled).toBe(true);
  await armed(panel);
  await panel.press('Approve');
  expect(panel.calls()).toEqual([{ method: 'approve', params: { criticalId: ORDER.id } }]);
});

test('an approval is sent once, however often it is pressed', async () => {
  const panel = await drawPanel(waiting);
  await armed(panel);
  const button = panel.button('Approve');
  button.click();
  button.click();
  await panel.wait(0);
  expect(panel.calls()).toHaveLength(1);
});

test('Deny carries the reason', async () => {
  const panel = await drawPanel(waiting);
  await panel.type(panel.find('input', 'Why not, or what instead?'), '  Too much. ');
  await panel.press('Deny');
  expect(panel.calls()).toEqual([{ method: 'deny', params: { criticalId: ORDER.id, reason: 'Too much.' } }]);
});

test('Deny needs no reason', async () => {
  const panel = await drawPanel(waiting);
  await panel.press('Deny');
  expect(panel.calls()).toEqual([{ method: 'deny', params: { criticalId: ORDER.id, reason: '' } }]);
});

test.each([
  ['I’ll do it', 'takeOver'],
  ['Stop', 'stop'],
])('%s calls %s and never approves', async (name, method) => {
  const panel = await drawPanel(waiting);
  await panel.press(name);
  expect(panel.calls()).toEqual([{ method, params: {} }]);
});

test('a new critical point has to be armed and answered on its own', async () => {
  const panel = await drawPanel(waiting);
  await armed(panel);
  await panel.type(panel.find('input', 'Why not, or what instead?'), 'for the first one');
  const next = { ...ORDER, id: 'critical-2', title: 'Click “Delete”' };
  await panel.hear({ type: 'task', record: makeTask({ ...WAITING, revision: 8, critical: next }) });
  expect(panel.button('Approve').disabled).toBe(true);
  await panel.press('Deny');
  expect(panel.calls()).toEqual([{ method: 'deny', params: { criticalId: 'critical-2', reason: '' } }]);
});

test('a failed answer is told, and the card stays', async () => {
  const panel = await drawPanel({
    ...waiting,
    fails: { method: 'deny', message: 'This point was answered already.' },
  });
  await panel.press('Deny');
  expect(panel.find('[role=alert]', /answered already/)).toBeTruthy();
  expect(panel.button('Deny').disabled).toBe(false);
});
