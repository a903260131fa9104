import { expect, test } from 'vitest';
import { htmlReport } from '../../../src/cli/agent/report/html.ts';
import type { AgentRun } from '../../../src/cli/agent/run.ts';
import { finalAnswer, surferLog, times } from '../../../src/cli/agent/trajectory.ts';
import { ADD_LAMP, makeStep, makeTask, OPEN_LAMP, READY } from '../../sidepanel/records.ts';

const DONE: AgentRun = {
  record: makeTask({
    status: 'done',
    steps: [OPEN_LAMP, ADD_LAMP],
    outcome: { status: 'success', answer: 'The lamp is in the cart.' },
  }),
  ending: 'success',
  model: READY.status === 'ready' ? READY.info : null,
  endpoint: null,
  criticalStops: 0,
  wentOn: [],
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_012_500,
  stepTimes: new Map([[0, 1_700_000_004_000]]),
};

test('the log holds what the evaluation reads: thoughts and action of every step, in image px', () => {
  const events = surferLog(DONE)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events).toHaveLength(4);
  expect(events[0]).toEqual({
    timestamp: '2023-11-14T22:13:24.000Z',
    type: 'WebSurferEvent',
    source: 'Sidefara',
    message: expect.stringMatching(/^computer_use\( \{.*"left_click".*\} \)$/),
    url: 'http://127.0.0.1:8080/shop/',
    action: 'computer_use',
    arguments: {
      action: 'left_click',
      coordinate: [80, 118],
      thoughts: 'I see the lamp in the first row. I will open it.',
    },
  });
  expect(events[1]).toMatchObject({ type: 'OtherEvent', message: expect.stringMatching(/^Observation#1: /) });
  // The loader takes every line with an action for a step.
  expect(events.filter((event) => 'action' in event)).toHaveLength(2);
});

test('where it was told to go on in a person’s place, log and report say so, at that step', () => {
  const run: AgentRun = { ...DONE, wentOn: [{ steps: 1, about: 'no_effect' }] };
  const messages = surferLog(run)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message);
  expect(messages).toHaveLength(5);
  expect(messages[2]).toBe('It would have asked a person (no_effect); it was told to go on.');
  const report = htmlReport(run, []);
  expect(report.indexOf('told to go on')).toBeGreaterThan(report.indexOf('Step 1'));
  expect(report.indexOf('told to go on')).toBeLessThan(report.indexOf('Step 2'));
});

test('the final answer, the tokens, the times', () => {
  expect(finalAnswer(DONE, ['screenshot0.png', 'screenshot1.png'])).toEqual({
    final_answer: 'The lamp is in the cart.',
    env_state_json: '<no_answer>',
    env_state_raw: '<no_answer>',
    screenshots: ['screenshot0.png', 'screenshot1.png'],
    is_aborted: false,
    is_rel_paths: true,
    token_usage: { 'fara-tiny': { prompt_tokens: 462, completion_tokens: 68 } },
  });
  expect(times(DONE)).toEqual({ start_time: 1.7e9, end_time: 1_700_000_012.5, duration: 12.5 });
});

test('a run without an end has no answer and is aborted', () => {
  const record = makeTask({ status: 'paused', pausedBy: 'step_limit' });
  const answer = finalAnswer({ ...DONE, record, ending: 'step_limit' }, []);
  expect(answer).toMatchObject({ final_answer: '<no_answer>', is_aborted: true });
});

test('the report shows the picture, the point, the words; and nothing of a page becomes markup', () => {
  const evil = '<script>alert("x")</script><img src=x onerror=alert(1)>\'';
  const step = makeStep(
    0,
    { action: 'type', text: evil, press_enter: true, delete_existing_text: false, coordinate: [80, 118] },
    { kind: 'page', hit: { tag: 'a', role: evil, name: evil }, changes: [], note: evil },
    { thoughts: evil, url: `http://a.test/"${evil}`, point: OPEN_LAMP.point },
  );
  const record = makeTask({
    task: evil,
    steps: [step],
    status: 'done',
    outcome: { status: 'success', answer: evil },
  });
  const png = Buffer.from('not really a picture');
  const report = htmlReport({ ...DONE, record }, [png, null]);
  expect(report).toContain(`src="data:image/png;base64,${png.toString('base64')}"`);
  // (160, 236) of 896 × 560.
  expect(report).toContain('left:17.86%;top:42.14%');
  expect(report).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  expect(report).not.toMatch(/<script|<img src=x/);
  expect(report).toContain('It could not be looked at.');
  expect(report).toContain("default-src 'none'");
});
