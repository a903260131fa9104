import { expect, test } from 'vitest';
import { isFinished, isOver, isWorking, TaskStatus } from '../../src/protocol/task.ts';

test('a task that failed is finished, and yet not over: it may be tried again', () => {
  expect(TaskStatus.options.filter(isFinished)).toEqual(['done', 'stopped', 'failed']);
  expect(TaskStatus.options.filter(isOver)).toEqual(['done', 'stopped']);
  expect(TaskStatus.options.filter(isWorking).some(isFinished)).toBe(false);
});
