import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TaskRunner } from '../../src/agent/runner.ts';
import type { ElementFacts } from '../../src/protocol/facts.ts';
import { BUTTON, click, finish, PLACE_ORDER, type Port, says, tell, World } from './world.ts';

const SCRIPT = [
  click('First.', [100, 100]),
  says('Type.', { action: 'type', text: 'mug', coordinate: [50, 50] }),
  says('Go.', { action: 'visit_url', url: 'shop.test/cart' }),
  finish('Done.'),
];

/** The service worker is gone: what it awaited never comes. */
const forever = new Promise<void>(() => {});

/** Runs the script, but lets the process die at the n-th use of `port`; a new one takes over from the disk. */
async function dieAt(port: Port, nth: number): Promise<{ world: World; runner: TaskRunner; died: boolean }> {
  const world = new World(...SCRIPT);
  let count = 0;
  let dead: () => void = () => {};
  const death = new Promise<void>((resolve) => {
    dead = resolve;
  });
  let first: TaskRunner | undefined;
  world.before = (used) => {
    if (used !== port || ++count !== nth) return undefined;
    world.before = () => {};
    first?.close();
    dead();
    return forever;
  };
  const started = world.start().then((runner) => {
    first = runner;
    return runner.untilIdle();
  });
  const died = await Promise.race([started.then(() => false), death.then(() => true)]);
  if (!died) return { world, runner: first as unknown as TaskRunner, died };
  if (!world.disk) return { world, runner: await world.start(), died };
  const runner = await world.revive();
  await runner.untilIdle();
  return { world, runner, died };
}

describe('killed anywhere, the task goes on and no action happens twice', () => {
  const ports: Port[] = ['observe', 'think', 'facts', 'act', 'state', 'save', 'saved'];

  test.each(ports)('at every use of %s', async (port) => {
    let deaths = 0;
    for (let nth = 1; ; nth++) {
      const { world, runner, died } = await dieAt(port, nth);
      if (!died) break;
      deaths++;
      await runner.untilIdle();
      expect(runner.record, `${port} ${nth}`).toMatchObject({ status: 'done', outcome: { answer: 'Done.' } });
      expect(runner.record.steps, `${port} ${nth}`).toHaveLength(4);
      const kinds = world.orders.map(({ deed }) => (deed.kind === 'page' ? deed.action.kind : deed.kind));
      expect(new Set(kinds).size, `${port} ${nth}: ${kinds}`).toBe(kinds.length);
      // Only an address is not opened again: nobody can tell whether it was opened, and it may order something.
      const lost = runner.record.steps.filter(({ effect }) => effect.kind === 'unknown');
      expect(lost.every(({ action }) => action.action === 'visit_url')).toBe(true);
      expect(kinds, `${port} ${nth}`).toEqual(expect.arrayContaining(['click', 'type']));
      if (lost.length === 0) expect(kinds).toEqual(['click', 'type', 'visit']);
    }
    expect(deaths).toBeGreaterThan(1);
  });

  test('a card that waits still waits', async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const first = await world.run();
    first.close();
    const second = await world.revive();
    await second.untilIdle();
    expect(second.record).toEqual(first.record);
    expect(world.orders).toEqual([]);
    await tell(second, { type: 'approve', criticalId: second.record.critical?.id ?? '' });
    expect(world.orders).toHaveLength(1);
  });
});

test('a new runner tells what is stored: its former life may have ended before it did', async () => {
  const world = new World(finish());
  await world.run();
  world.statuses = [];
  const runner = await world.revive();
  expect(runner.record.status).toBe('done');
  expect(world.statuses).toEqual(['done']);
});

describe('pause, resume, stop', () => {
  /** Sends `command` the first time `port` is used. */
  async function during(port: Port, command: 'pause' | 'stop', ...outputs: string[]) {
    const world = new World(...outputs);
    const runner = await world.start();
    let sent: Promise<void> | undefined;
    world.before = (used) => {
      if (used === port && !sent) sent = runner.send({ type: command });
      // Longer than it takes to apply a command, so that the answer comes late.
      return new Promise((resolve) => setTimeout(resolve, 5));
    };
    await runner.untilIdle();
    await sent;
    await runner.untilIdle();
    return { world, runner };
  }

  test.each<Port>(['observe', 'think', 'facts', 'state'])(
    'pause during %s takes effect at once',
    async (port) => {
      const { world, runner } = await during(port, 'pause', click(), finish());
      expect(runner.record).toMatchObject({
        status: 'paused',
        pausedBy: 'person',
        proposal: null,
        observation: null,
      });
      expect(world.orders).toEqual([]);
      world.before = () => {};
      expect((await tell(runner, { type: 'resume' })).status).toBe('done');
    },
  );

  test('pause during an action lets it land, and no other follows', async () => {
    const { world, runner } = await during('act', 'pause', click(), click(), finish());
    expect(runner.record).toMatchObject({ status: 'paused', steps: [{ effect: { kind: 'page' } }] });
    expect(world.orders).toHaveLength(1);
    world.before = () => {};
    expect((await tell(runner, { type: 'resume' })).steps).toHaveLength(3);
  });

  test.each<Port>(['observe', 'think', 'facts', 'state'])('stop during %s', async (port) => {
    const { world, runner } = await during(port, 'stop', click(), finish());
    expect(runner.record).toMatchObject({ status: 'stopped' });
    expect(world.orders).toEqual([]);
  });

  test('stop during an action: whether it happened is not known, and that is said', async () => {
    const { runner } = await during('act', 'stop', click(), finish());
    expect(runner.record).toMatchObject({ status: 'stopped', steps: [{ effect: { kind: 'unknown' } }] });
  });

  test('a generation is aborted, not waited for', async () => {
    const world = new World(click());
    let aborted = false;
    world.policy.think = (_request, onText, signal) => {
      onText('I wi');
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          onText('I will never be shown');
          reject(signal.reason);
        }),
      );
    };
    const runner = await world.start();
    while (runner.record.status !== 'thinking') await new Promise((resolve) => setTimeout(resolve));
    await runner.send({ type: 'stop' });
    expect(aborted).toBe(true);
    expect(runner.record.status).toBe('stopped');
    expect(world.thoughts).toEqual(['I wi']);
  });
});

describe('when something breaks', () => {
  test.each<[Port, string]>([
    ['observe', 'observing'],
    ['think', 'thinking'],
    ['facts', 'guarding'],
    ['act', 'acting'],
  ])('%s: the task fails, says where, and can be resumed', async (port, during) => {
    const world = new World(click(), finish());
    world.before = (used) => {
      if (used !== port) return;
      world.before = () => {};
      throw new Error(`${port} broke`);
    };
    const runner = await world.run();
    expect(runner.record).toMatchObject({ status: 'failed', error: { during, message: `${port} broke` } });
    const record = await tell(runner, { type: 'resume' });
    expect(record).toMatchObject({ status: 'done', error: null });
    expect(world.orders).toHaveLength(1);
  });

  test('the tab is closed', async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const runner = await world.run();
    const record = await tell(runner, { type: 'tab_closed' });
    expect(record).toMatchObject({ status: 'failed', error: { name: 'TabClosedError' }, critical: null });
  });

  describe('a record that cannot be stored', () => {
    /** A task whose store is full from `status` on; `room` makes room again. */
    async function fullFrom(status: string, facts: ElementFacts = BUTTON) {
      const world = new World(click(), finish());
      world.facts = facts;
      let full = true;
      world.before = (port) => {
        if (port === 'save' && full && world.disk.includes(`"status":"${status}"`))
          throw new Error('disk full');
      };
      const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
      const runner = await world.start();
      await runner.untilIdle();
      const room = () => {
        full = false;
      };
      return { world, runner, complaint, room };
    }
    afterEach(() => {
      vi.restoreAllMocks();
    });

    test('stops everything before it takes effect, and the task says that it failed', async () => {
      const { world, runner, complaint } = await fullFrom('guarding');
      expect(complaint).toHaveBeenCalledWith(expect.stringContaining('cannot go on'), expect.anything());
      expect(world.orders).toEqual([]);
      expect(JSON.parse(world.disk).status).toBe('guarding');
      expect(runner.record).toMatchObject({
        status: 'failed',
        proposal: null,
        error: { during: 'storing', message: 'disk full' },
      });
      expect(world.statuses.at(-1)).toBe('failed');
    });

    test('can be tried again when there is room', async () => {
      const { world, runner, room } = await fullFrom('guarding');
      await expect(runner.send({ type: 'resume' })).rejects.toThrow('disk full');
      expect(runner.record.status).toBe('failed');
      room();
      expect((await tell(runner, { type: 'resume' })).status).toBe('done');
      expect(world.orders).toHaveLength(1);
    });

    test('that it failed is stored where there is room for so much', async () => {
      const world = new World(click(), finish());
      world.before = (port) => {
        if (port !== 'save' || !world.disk.includes('"status":"thinking"')) return;
        world.before = () => {};
        throw new Error('disk full');
      };
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const runner = await world.run();
      expect(JSON.parse(world.disk)).toEqual(runner.record);
      expect(runner.record.status).toBe('failed');
    });

    test('an action that may have reached the page is kept as a step of which nobody knows', async () => {
      const { world, runner } = await fullFrom('acting');
      expect(world.orders).toEqual([]);
      expect(runner.record.steps).toEqual([]);
      const sent = new World(click(), finish());
      sent.before = (port) => {
        if (port === 'save' && sent.orders.length > 0) throw new Error('disk full');
      };
      expect((await sent.run()).record).toMatchObject({
        status: 'failed',
        steps: [{ effect: { kind: 'unknown', detail: 'disk full' } }],
      });
    });

    test('an approval that is not stored does nothing', async () => {
      const { world, runner } = await fullFrom('awaiting_approval', PLACE_ORDER);
      expect(runner.record.status).toBe('awaiting_approval');
      const criticalId = runner.record.critical?.id ?? '';
      await expect(runner.send({ type: 'approve', criticalId })).rejects.toThrow('disk full');
      expect(world.orders).toEqual([]);
      expect(runner.record).toMatchObject({ status: 'failed', critical: null });
    });
  });
});

test.each(['start', 'resume', 'hand_back', 'take_over'] as const)(
  '%s is refused while working',
  async (type) => {
    const world = new World(click(), finish());
    const runner = await world.start();
    await expect(runner.send({ type })).rejects.toMatchObject({ name: 'CommandRefusedError' });
    runner.close();
  },
);
