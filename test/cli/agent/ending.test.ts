import { expect, test } from 'vitest';
import { type Circumstances, exitCodeOf, reactTo } from '../../../src/cli/agent/ending.ts';
import type { TaskRecord } from '../../../src/protocol/task.ts';
import { makeTask, WAITING } from '../../sidepanel/records.ts';

const ALONE: Circumstances = { onCritical: 'stop', attended: false, before: null };
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
  for (const status of ['asking', 'handed_over', 'paused'] as const) {
    const record = makeTask({ status, pausedBy: status === 'paused' ? 'person' : null });
    expect(exitCode(record)).toBe(1);
    expect(exitCode(record, { attended: true })).toBe('wait');
  }
});
