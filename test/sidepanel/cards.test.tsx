// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { drawPanel } from './draw.tsx';
import { makeTask, OPEN_LAMP } from './records.ts';

test('paused: resume, a step by hand, or stop', async () => {
  const panel = await drawPanel({ state: { task: makeTask({ status: 'paused', pausedBy: 'person' }) } });
  await panel.press('Resume');
  await panel.press('I’ll do a step');
  await panel.press('Stop');
  expect(panel.calls().map(({ method }) => method)).toEqual(['resume', 'takeOver', 'stop']);
});

test('the step limit asks whether to go on, and for how many steps', async () => {
  const panel = await drawPanel({
    state: { task: makeTask({ status: 'paused', pausedBy: 'step_limit', stepBudget: 20 }) },
  });
  expect(panel.text()).toContain('2 steps and is not done. Go on for up to 20 more?');
  await panel.press('Go on');
  expect(panel.calls()).toEqual([{ method: 'resume', params: {} }]);
});

test('handed over: the person says when it goes on', async () => {
  const panel = await drawPanel({ state: { task: makeTask({ status: 'handed_over' }) } });
  await panel.press('Done, go on');
  expect(panel.calls()).toEqual([{ method: 'handBack', params: {} }]);
});

test('an unreadable answer is shown as it was; the person’s words go to the model', async () => {
  const unreadable = [{ text: '{"action": "clik"}', problem: 'The action “clik” does not exist.' }];
  const panel = await drawPanel({
    state: { task: makeTask({ status: 'asking', askingAbout: 'unreadable', unreadable }) },
  });
  expect(panel.text()).toContain('{"action": "clik"}');
  expect(panel.text()).toContain('does not exist');
  expect(panel.button('Send').disabled).toBe(true);
  await panel.type(panel.find('input', 'Your answer'), 'Click the lamp.');
  await panel.press('Send');
  expect(panel.calls()).toEqual([{ method: 'answer', params: { text: 'Click the lamp.' } }]);
});

test('doing the same in vain is told, with what the person can do about it', async () => {
  const panel = await drawPanel({
    state: { task: makeTask({ status: 'asking', askingAbout: 'no_progress' }) },
  });
  expect(panel.text()).toContain('The page looks the same after every try');
  expect(panel.text()).toContain('Click button “Add”');
  await panel.press('Try again');
  await panel.press('I’ll do it');
  await panel.press('Stop');
  expect(panel.calls().map(({ method }) => method)).toEqual(['resume', 'takeOver', 'stop']);
});

test.each([
  ['no_effect', 'Nothing changed', 'The page did not react'],
  ['ignores_input', 'This page ignores it', 'a real mouse and keyboard'],
  ['needs_person', 'This part needs you', 'then let it go on'],
] as const)('%s is put to the person: try again, do it, stop', async (askingAbout, title, text) => {
  const panel = await drawPanel({ state: { task: makeTask({ status: 'asking', askingAbout }) } });
  expect(panel.text()).toContain(title);
  expect(panel.text()).toContain(text);
  await panel.press('Try again');
  await panel.press('I’ll do it');
  await panel.press('Stop');
  expect(panel.calls().map(({ method }) => method)).toEqual(['resume', 'takeOver', 'stop']);
});

test('what no screenshot shows stands at its step, with the page’s words in quotes', async () => {
  const news = [
    { what: 'dialog', kind: 'alert', text: 'Saved. <b>Thanks</b>' } as const,
    { what: 'download', name: 'bill.pdf', sure: true } as const,
  ];
  const panel = await drawPanel({ state: { task: makeTask({ steps: [{ ...OPEN_LAMP, news }] }) } });
  expect(panel.text()).toContain('The page said “Saved. <b>Thanks</b>” (closed)');
  expect(panel.text()).toContain('Download “bill.pdf”');
});

test('a failure says what broke and can be tried again', async () => {
  const error = {
    during: 'observing',
    name: 'TabHiddenError',
    message: 'Bring the tab to the front.',
  } as const;
  const panel = await drawPanel({ state: { task: makeTask({ status: 'failed', error }) } });
  expect(panel.text()).toContain('Bring the tab to the front.');
  await panel.press('Try again');
  expect(panel.calls()).toEqual([{ method: 'resume', params: {} }]);
});

test('the result is the model’s own answer', async () => {
  const outcome = { status: 'failure', answer: 'There is no lamp.' } as const;
  const panel = await drawPanel({ state: { task: makeTask({ status: 'done', outcome }) } });
  expect(panel.text()).toContain('It gave up');
  expect(panel.text()).toContain('There is no lamp.');
});

test('the device is chosen in the settings', async () => {
  const panel = await drawPanel();
  await panel.press('Settings');
  panel.find('input', /^CPU/).click();
  await panel.wait(0);
  expect(panel.calls()).toEqual([{ method: 'setSettings', params: { device: 'cpu' } }]);
  expect((panel.find('input', /^CPU/) as HTMLInputElement).checked).toBe(true);
});

test('a window of its own is chosen in the settings', async () => {
  const panel = await drawPanel();
  await panel.press('Settings');
  panel.find('input', /^Work in a separate window/).click();
  await panel.wait(0);
  expect(panel.calls()).toContainEqual({ method: 'setSettings', params: { ownWindow: true } });
  expect((panel.find('input', /^Work in a separate window/) as HTMLInputElement).checked).toBe(true);
});

test('a background that never answers is told of, with what to do', { timeout: 15_000 }, async () => {
  const panel = await drawPanel({ fails: { method: 'getState', message: 'nobody there' } });
  await vi.waitFor(() => panel.find('[role=alert]', /does not answer/), { timeout: 10_000, interval: 100 });
});

test.each([
  ['paused', 'Resume'],
  ['asking', 'Try again'],
  ['failed', 'Try again'],
] as const)('%s: what else is under way keeps nobody from answering', async (status, label) => {
  const askingAbout = status === 'asking' ? 'unreadable' : null;
  const panel = await drawPanel({ state: { task: makeTask({ status, askingAbout }) }, hangs: 'setSettings' });
  await panel.press('Settings');
  panel.find('input', /^Work in a separate window/).click();
  await panel.wait(0);
  expect(panel.calls()).toHaveLength(1);
  expect(panel.button(label).disabled).toBe(false);
});

test('an answer is given once', async () => {
  const panel = await drawPanel({
    state: { task: makeTask({ status: 'asking', askingAbout: 'no_effect' }) },
    hangs: 'resume',
  });
  await panel.press('Try again');
  expect(panel.button('Try again').disabled).toBe(true);
  expect(panel.button('I’ll do it').disabled).toBe(true);
  expect(panel.button('Stop').disabled).toBe(false);
});
