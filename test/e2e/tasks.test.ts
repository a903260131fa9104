import { expect, test } from 'vitest';
import type { TaskRecord } from '../../src/protocol/task.ts';
import { TASKS, type TaskCase } from './tasks.ts';
import { openWorld, type World } from './world.ts';

/** States in which the agent does nothing more by itself. */
const ENDS = ['done', 'failed', 'asking', 'paused', 'awaiting_approval'] as const;

/** Resolves to true when the page shows that the task is done, or, to false, when the agent has ended without it. */
async function untilJudged(
  world: World,
  judge: TaskCase['judge'],
  ended: Promise<TaskRecord>,
): Promise<boolean> {
  let over = false;
  ended
    .catch(() => {})
    .finally(() => {
      over = true;
    });
  for (;;) {
    const last = over;
    // The page may be between two documents.
    if (await Promise.resolve(judge({ state: world.sites.state(), page: world.page })).catch(() => false))
      return true;
    if (last) return false;
    await world.panel.waitForTimeout(200);
  }
}

/** What the agent did instead, for the message of a failure. */
function story({ steps, status, error, unreadable }: TaskRecord): string {
  const lines = steps.map(
    ({ thoughts, action, effect }) => `${thoughts} ${JSON.stringify({ action, effect })}`,
  );
  return [...lines, status, error?.message ?? '', ...unreadable.map(({ text }) => text)].join('\n');
}

test.each(TASKS.map((one) => [`${one.task} (${one.path}, ${one.device ?? 'cpu'})`, one] as const))(
  '%s',
  async (_, { task, path, judge, terminates, device }) => {
    const world = await openWorld({ path, ...(device ? { device } : {}) });
    try {
      await world.start(task);
      const ended = world.untilStatus(ENDS, 0, 400_000);
      if (!(await untilJudged(world, judge, ended))) expect.fail(story(await ended));
      if (!terminates) return;
      const record = await ended;
      expect(record.outcome, story(record)).toMatchObject({ status: 'success' });
      expect(await judge({ state: world.sites.state(), page: world.page })).toBe(true);
    } finally {
      await world.close();
    }
  },
);
