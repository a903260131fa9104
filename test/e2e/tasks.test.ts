import { expect, test } from 'vitest';
import { TASKS } from './tasks.ts';
import { openWorld } from './world.ts';

/** States in which the agent does nothing more by itself. */
const ENDS = ['done', 'failed', 'asking', 'paused', 'awaiting_approval'] as const;

test.each(TASKS)('$task ($path, $device)', async ({ task, path, judge, terminates, device }) => {
  const world = await openWorld({ path, ...(device ? { device } : {}) });
  try {
    await world.start(task);
    const record = await world.untilStatus(ENDS, 0, 220_000);
    const actions = record.steps.map(({ thoughts, action, effect }) => ({
      thoughts,
      action,
      effect: effect.kind,
    }));
    const done = await judge({ state: world.sites.state(), page: world.page });
    expect({ done, actions }).toMatchObject({ done: true });
    if (terminates) expect(record.outcome).toMatchObject({ status: 'success' });
  } finally {
    await world.close();
  }
});
