// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { drawPanel } from './draw.tsx';
import { ADD_LAMP, makeStep, makeTask, OPEN_LAMP, READY } from './records.ts';

const thinking = { state: { task: makeTask({ steps: [OPEN_LAMP] }) } };

test('thoughts stream in, without the tool call that follows them', async () => {
  const panel = await drawPanel(thinking);
  await panel.hear({ type: 'thought', taskId: 'task-1', text: 'I will press' });
  expect(panel.text()).toContain('I will press');
  await panel.hear({ type: 'thought', taskId: 'task-1', text: 'I will press Add.\n<tool_call>\n{"name"' });
  expect(panel.text()).toContain('I will press Add.');
  expect(panel.text()).not.toContain('tool_call');
});

test('another task’s thoughts are not shown', async () => {
  const panel = await drawPanel(thinking);
  await panel.hear({ type: 'thought', taskId: 'task-0', text: 'I dream of electric sheep' });
  expect(panel.text()).not.toContain('sheep');
});

test('a finished step joins the list, and the words of the last one do not stay', async () => {
  const panel = await drawPanel(thinking);
  await panel.hear({ type: 'thought', taskId: 'task-1', text: 'Half a thou' });
  await panel.hear({
    type: 'task',
    record: makeTask({ revision: 9, status: 'observing', steps: [OPEN_LAMP, ADD_LAMP] }),
  });
  expect(panel.place.querySelectorAll('[data-step]')).toHaveLength(2);
  expect(panel.text()).not.toContain('Half a thou');
  expect(panel.place.querySelector('[role=status]')?.textContent).toContain('Step 2: Click button “Add”');
});

test('an older record never replaces a newer one', async () => {
  const panel = await drawPanel(thinking);
  await panel.hear({
    type: 'task',
    record: makeTask({ revision: 9, status: 'done', outcome: { status: 'success', answer: 'Here.' } }),
  });
  await panel.hear({ type: 'task', record: makeTask({ revision: 8 }) });
  expect(panel.place.querySelector('.panel')?.getAttribute('data-status')).toBe('done');
});

test('an action without any effect says so', async () => {
  const step = makeStep(
    0,
    { action: 'left_click', coordinate: [1, 1] },
    { kind: 'page', hit: null, changes: [], note: '' },
  );
  const panel = await drawPanel({ state: { task: makeTask({ steps: [step] }) } });
  expect(panel.place.querySelector('[data-step] .effect')?.textContent).toBe('Nothing changed');
});

test('pause and stop work while it runs; stop also while the pause is on its way', async () => {
  const panel = await drawPanel(thinking);
  await panel.press('Pause');
  await panel.hear({ type: 'task', record: makeTask({ revision: 8, pauseRequested: true }) });
  expect(panel.button('Pause').disabled).toBe(true);
  await panel.press('Stop');
  expect(panel.calls().map(({ method }) => method)).toEqual(['pause', 'stop']);
});

test('loading shows bytes, rate and time left', async () => {
  const panel = await drawPanel();
  await panel.hear({
    type: 'model',
    model: {
      status: 'loading',
      progress: { phase: 'reading', bytes: 3.2e6, totalBytes: 11.8e6, bytesPerSecond: 4.3e6 },
    },
  });
  expect(panel.text()).toContain('3.2 MB of 11.8 MB · 4.3 MB/s · 2 s left');
  const bar = panel.find('progress', 'Reading the model') as HTMLProgressElement;
  expect(bar.value / bar.max).toBeCloseTo(3.2 / 11.8);
});

test('without a known size the bar claims no share', async () => {
  const panel = await drawPanel();
  await panel.hear({
    type: 'model',
    model: {
      status: 'loading',
      progress: { phase: 'compiling', bytes: 0, totalBytes: 0, bytesPerSecond: 0 },
    },
  });
  expect(panel.find('progress', /Preparing/).hasAttribute('value')).toBe(false);
});

test('what an event told while the state was on its way stays', async () => {
  const panel = await drawPanel({ state: { model: { status: 'idle' } } });
  await panel.hear({ type: 'model', model: READY });
  expect(panel.text()).toContain('fara-tiny · WebGPU');
});
