import { expect, test } from 'vitest';
import { type Circumstances, exitCodeOf, reactTo } from '../../../src/cli/agent/ending.ts';
import type { TaskRecord } from '../../../src/protocol/task.ts';
import { makeTask, WAITING } from '../../sidepanel/records.ts';

const ALONE: Circumstances = { onCritical: 'stop', onStuck: 'stop', attended: false, before: null };
const exitCode = (record: TaskRecord, circumstances: Partial<Circumstances> = {}) => {
  const reaction = reactTo(record, { ...ALONE, ...circumstances });
  return reaction.do === 'end' ? exitCodeOf(reaction.ending) : reaction.do;
};
const done = (status: 'success' | 'failure') =>
  makeTask({ status: 'done', outcome: { status, answer: 'So.' } });
const stepLimit = makeTask({ status: 'paused', pausedBy: 'step_limit' });

test('the exit code says how it ended', () => {
  expect(exitCode(done('success'))).toBe(0);
  expect(exitCode(done('failure'))).toBe(1);
  expect(exitCode(stepLimit)).toBe(4);
  expect(exitCode(stepLimit, { attended: true })).toBe(4);
  expect(exitCode(makeTask({ status: 'failed' }))).toBe(1);
  expect(exitCode(makeTask({ status: 'stopped' }))).toBe(1);
  expect(exitCode(makeTask({ status: 'acting' }))).toBe('wait');
});

test('at a critical point it does as it was told', () => {
  expect(exitCode(WAITING)).toBe(3);
  expect(exitCode(WAITING, { onCritical: 'ask', attended: true })).toBe('wait');
  for (const onCritical of ['approve', 'deny'] as const) {
    const reaction = reactTo(WAITING, { ...ALONE, onCritical });
    expect(reaction).toEqual({ do: onCritical, criticalId: 'critical-1' });
  }
});

test('a person who presses Stop at a critical point has stopped it there', () => {
  const stopped = makeTask({ status: 'stopped' });
  expect(exitCode(stopped, { attended: true, before: 'awaiting_approval' })).toBe(3);
  expect(exitCode(stopped, { attended: true, before: 'acting' })).toBe(1);
});

test('what only a person can answer waits for one, or ends where there is none', () => {
  const waiting = [
    makeTask({ status: 'handed_over' }),
    makeTask({ status: 'paused', pausedBy: 'person' }),
    makeTask({ status: 'asking', askingAbout: 'unreadable' }),
  ];
  for (const record of waiting) {
    expect(exitCode(record)).toBe(1);
    expect(exitCode(record, { attended: true })).toBe('wait');
  }
});

test('where nothing comes of what the model does, it goes on, stops or asks, as it was told', () => {
  for (const askingAbout of ['no_effect', 'no_progress', 'ignores_input', 'needs_person'] as const) {
    const record = makeTask({ status: 'asking', askingAbout });
    expect(reactTo(record, { ...ALONE, onStuck: 'continue' })).toEqual({ do: 'go_on' });
    expect(reactTo(record, ALONE)).toEqual({ do: 'end', ending: 'unanswered' });
    expect(reactTo(record, { ...ALONE, onStuck: 'ask', attended: true })).toEqual({ do: 'wait' });
  }
});
