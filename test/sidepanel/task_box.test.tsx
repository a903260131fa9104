// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { drawPanel } from './draw.tsx';
import { makeTask } from './records.ts';

const TASK = 'Add the lamp to the cart';

test('Enter starts the task in the tab that is shown, and empties the box', async () => {
  const panel = await drawPanel();
  const box = panel.find('textarea', 'Task') as HTMLTextAreaElement;
  await panel.type(box, `  ${TASK}\n`);
  await panel.key(box, 'Enter');
  expect(panel.calls()).toEqual([
    { method: 'startTask', params: { task: TASK, followUp: false, tabId: 12 } },
  ]);
  expect(box.value).toBe('');
});

test.each([
  ['Shift+Enter', { shiftKey: true }],
  ['Enter that ends a composition', { isComposing: true }],
])('%s starts nothing', async (_, init) => {
  const panel = await drawPanel();
  const box = panel.find('textarea', 'Task');
  await panel.type(box, TASK);
  await panel.key(box, 'Enter', init);
  expect(panel.calls()).toEqual([]);
});

test('blank text cannot be started', async () => {
  const panel = await drawPanel();
  const box = panel.find('textarea', 'Task');
  await panel.type(box, ' \n ');
  await panel.key(box, 'Enter');
  expect(panel.button('Start').disabled).toBe(true);
  expect(panel.calls()).toEqual([]);
});

test('missing access is asked for by the same press, then the task starts', async () => {
  const panel = await drawPanel({ access: false, grants: true });
  await panel.type(panel.find('textarea', 'Task'), TASK);
  await panel.press('Start');
  expect(panel.calls().map(({ method }) => method)).toEqual(['requestAccess', 'startTask']);
});

test('refused access starts nothing, keeps the text and says what to do', async () => {
  const panel = await drawPanel({ access: false, grants: false });
  const box = panel.find('textarea', 'Task') as HTMLTextAreaElement;
  await panel.type(box, TASK);
  await panel.press('Start');
  expect(panel.calls().map(({ method }) => method)).toEqual(['requestAccess']);
  expect(panel.find('[role=alert]', /Allow access to sites/)).toBeTruthy();
  expect(box.value).toBe(TASK);
});

test('a task that could not be started keeps its text', async () => {
  const panel = await drawPanel({ fails: { method: 'startTask', message: 'A task is still unfinished.' } });
  const box = panel.find('textarea', 'Task') as HTMLTextAreaElement;
  await panel.type(box, TASK);
  await panel.press('Start');
  expect(panel.find('[role=alert]', /still unfinished/)).toBeTruthy();
  expect(box.value).toBe(TASK);
});

test('a follow-up goes on in the finished task’s own tab', async () => {
  const done = makeTask({ status: 'done', outcome: { status: 'success', answer: 'Done.' } });
  const panel = await drawPanel({ state: { task: done } });
  panel.find('input', 'Go on from the task above').click();
  await panel.type(panel.find('textarea', 'Task'), 'Now the mug');
  await panel.press('Start');
  expect(panel.calls()).toEqual([{ method: 'startTask', params: { task: 'Now the mug', followUp: true } }]);
});

test.each(['thinking', 'awaiting_approval', 'paused', 'handed_over', 'asking'] as const)(
  'there is no box for a second task while one is %s',
  async (status) => {
    const panel = await drawPanel({ state: { task: makeTask({ status }) } });
    expect(panel.all('textarea', 'Task')).toEqual([]);
  },
);

test('the model starts loading with the first letter, once', async () => {
  const panel = await drawPanel({ state: { model: { status: 'idle' } } });
  const box = panel.find('textarea', 'Task');
  await panel.type(box, 'A');
  await panel.type(box, 'Ad');
  expect(panel.calls()).toEqual([{ method: 'loadModel', params: {} }]);
});
