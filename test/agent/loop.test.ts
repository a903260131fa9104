import { describe, expect, test } from 'vitest';
import { CORRECTION } from '../../src/fara/correction.ts';
import type { TaskRecord } from '../../src/protocol/task.ts';
import { BUTTON, click, finish, PLACE_ORDER, says, tell, World } from './world.ts';

describe('a step', () => {
  test('observe → think → guard → act → settle, until the model terminates', async () => {
    const world = new World(click(), finish('The mug is in the cart.'));
    const { record } = await world.run();
    expect(world.statuses.join(' ')).toBe(
      'settling observing thinking guarding acting acting settling observing thinking done',
    );
    expect(record.outcome).toEqual({ status: 'success', answer: 'The mug is in the cart.' });
    expect(record.steps).toMatchObject([
      {
        index: 0,
        thoughts: 'I click.',
        action: { action: 'left_click' },
        point: { imageX: 714, imageY: 448, cssX: 720, cssY: expect.closeTo(450, 9) },
        screenshotId: 'shot-0',
        effect: { kind: 'page' },
        timings: { captureMs: 7, visionMs: 21, prefillMs: 300, decodeMs: 4000, actMs: 0 },
      },
      { index: 1, action: { action: 'terminate' }, point: null, effect: { kind: 'none' } },
    ]);
    expect(world.orders).toMatchObject([
      { deed: { kind: 'page', action: { kind: 'click', point: { x: 720 } } }, expect: { role: 'button' } },
    ]);
    expect(world.factsAt).toMatchObject([{ x: 720, y: expect.closeTo(450, 9) }]);
  });

  test('the model sees the task with the first screenshot and each later one with its URL', async () => {
    const world = new World(click(), finish());
    await world.run();
    const [, second] = world.requests;
    expect(second?.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(second?.[1]?.content[1]).toEqual({ type: 'text', text: 'Buy a mug' });
    expect(second?.[2]?.content[0]).toEqual({ type: 'text', text: click() });
    expect(second?.[3]?.content[1]).toMatchObject({
      text: expect.stringMatching(/^Current URL: http:\/\/shop/),
    });
  });

  test('an address the agent does not open is refused and the loop goes on', async () => {
    const world = new World(
      says('Reading a file.', { action: 'visit_url', url: 'file:///etc/passwd' }),
      finish(),
    );
    const { record } = await world.run();
    expect(record.status).toBe('done');
    expect(record.steps[0]?.effect).toMatchObject({ kind: 'refused', reason: 'address_refused' });
    expect(world.orders).toEqual([]);
  });

  test('a page that is left before it can report: the step still says what was pressed', async () => {
    const world = new World(click(), finish());
    world.effect = { kind: 'page', hit: null, changes: [{ what: 'navigation' }], note: 'Left.' };
    const { record } = await world.run();
    expect(record.steps[0]?.effect).toEqual({
      ...world.effect,
      hit: { tag: 'button', role: 'button', name: 'Add to cart' },
    });
  });

  test('what the page itself reports counts more than what was judged', async () => {
    const world = new World(click(), finish());
    const hit = { tag: 'a', role: 'link', name: 'Something else by now' };
    world.effect = { kind: 'page', hit, changes: [], note: '' };
    expect((await world.run()).record.steps[0]?.effect).toMatchObject({ hit });
  });

  test('waiting and memorising reach no page', async () => {
    const world = new World(
      says('Wait.', { action: 'wait', time: 2 }),
      says('Note.', { action: 'pause_and_memorize_fact', fact: 'blue' }),
      finish(),
    );
    const { record } = await world.run();
    expect(record.steps.map(({ timings }) => timings.actMs)).toEqual([2000, 0, 0]);
    expect(world.orders).toEqual([]);
  });
});

describe('what is typed into a field for secrets', () => {
  const typing = says('I fill in the card.', {
    action: 'type',
    coordinate: [714, 448],
    text: '4111 1111',
    press_enter: false,
  });
  const card = {
    ...BUTTON,
    tag: 'input',
    role: 'textbox',
    name: 'Card',
    input: 'payment',
    editable: true,
  } as const;
  const toldOf = (record: TaskRecord) => JSON.stringify([record.steps, record.critical, record.proposal]);

  test('reaches the page and stays in the conversation, and no step shows it', async () => {
    const world = new World(typing, finish());
    world.facts = card;
    const { record } = await world.run();
    expect(world.orders).toMatchObject([{ deed: { action: { kind: 'type', text: '4111 1111' } } }]);
    expect(record.steps[0]?.action).toMatchObject({ action: 'type', text: '••••' });
    expect(toldOf(record)).not.toContain('4111');
    expect(record.conversation[1]).toMatchObject({ text: typing });
  });

  test('is not quoted by a refusal either', async () => {
    const world = new World(typing, finish());
    world.facts = card;
    const detail = 'The list has no option "4111 1111".';
    world.effect = { kind: 'refused', reason: 'needs_person', detail, hit: null };
    const { record } = await world.run();
    expect(record.steps[0]?.effect).toMatchObject({ detail: 'The list has no option "••••".' });
    expect(toldOf(record)).not.toContain('4111');
  });

  test('is hidden where only the page knew what the field is for', async () => {
    const world = new World(typing, finish());
    world.facts = { ...card, input: 'text' };
    world.effect = {
      kind: 'page',
      hit: null,
      changes: [{ what: 'value', after: '', masked: true }],
      note: '',
    };
    expect(toldOf((await world.run()).record)).not.toContain('4111');
  });

  test('other text is shown as it is', async () => {
    const world = new World(typing, finish());
    world.facts = { ...card, input: 'text' };
    expect((await world.run()).record.steps[0]?.action).toMatchObject({ text: '4111 1111' });
  });
});

describe('output that cannot be read', () => {
  test('is answered with a correction, and the retry leaves no trace in the conversation', async () => {
    const world = new World('Hmm.', click());
    world.before = (port) => {
      if (port === 'act') world.outputs = ['', finish()];
    };
    await world.run();
    expect(world.requests[1]?.slice(-2)).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'Hmm.' }] },
      { role: 'user', content: [{ type: 'text', text: CORRECTION }] },
    ]);
    expect(JSON.stringify(JSON.parse(world.disk).conversation)).not.toContain('Hmm.');
    expect(world.orders).toHaveLength(1);
  });

  test('three times in a row: the person is asked, and the answer goes to the model', async () => {
    const world = new World('a', 'b', 'c');
    const runner = await world.run();
    expect(runner.record.status).toBe('asking');
    expect(runner.record.unreadable.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    world.outputs = [finish()];
    const record = await tell(runner, { type: 'answer', text: 'Use the blue button.' });
    expect(record.status).toBe('done');
    expect(world.requests.at(-1)?.at(-1)?.content[1]).toEqual({
      type: 'text',
      text: 'Buy a mug\nUse the blue button.',
    });
  });

  test('a point outside the screenshot is unreadable, with the limit in the problem', async () => {
    const world = new World(click('Off.', [2000, 10]), finish());
    const problems: string[] = [];
    world.before = (port) => {
      if (port === 'saved')
        problems.push(...JSON.parse(world.disk).unreadable.map((u: { problem: string }) => u.problem));
    };
    await world.run();
    expect(problems[0]).toContain('2000');
    expect(problems[0]).toContain('1428');
    expect(world.orders).toEqual([]);
  });
});

describe('critical points', () => {
  test('nothing happens before an answer; approve acts once, on the very element', async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const runner = await world.run();
    expect(runner.record).toMatchObject({
      status: 'awaiting_approval',
      critical: { kind: 'order', title: 'Click "Place order"', screenshotId: 'shot-0', point: { cssX: 720 } },
    });
    expect(world.orders).toEqual([]);
    const criticalId = runner.record.critical?.id ?? '';
    const record = await tell(runner, { type: 'approve', criticalId });
    expect(record.status).toBe('done');
    expect(world.orders).toMatchObject([{ expect: { tag: 'button', role: 'button', name: 'Place order' } }]);
    await expect(runner.send({ type: 'approve', criticalId })).rejects.toThrow("while the task is 'done'");
  });

  test('deny: the reason is the next thing the model hears', async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const runner = await world.run();
    const criticalId = runner.record.critical?.id ?? '';
    const record = await tell(runner, { type: 'deny', criticalId, reason: 'Too expensive.' });
    expect(record.steps[0]?.effect).toMatchObject({
      kind: 'refused',
      reason: 'denied',
      detail: 'Too expensive.',
    });
    expect(world.orders).toEqual([]);
    const heard = JSON.stringify(world.requests.at(-1)?.at(-1));
    expect(heard).toContain('Denied. Too expensive.');
  });

  test("I'll do it: the task waits until it is handed back", async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const runner = await world.run();
    expect((await tell(runner, { type: 'take_over' })).status).toBe('handed_over');
    expect((await tell(runner, { type: 'hand_back' })).status).toBe('done');
    expect(world.orders).toEqual([]);
    expect(JSON.stringify(world.requests.at(-1)?.at(-1))).toContain('I did this step myself');
  });

  test("the model's own stop is a card too; approving it lets the model go on", async () => {
    const world = new World(finish('This is a Critical Point: placing the order.'), finish('Ordered.'));
    const runner = await world.run();
    expect(runner.record).toMatchObject({
      status: 'awaiting_approval',
      critical: { kind: 'model', reason: 'This is a Critical Point: placing the order.', point: null },
    });
    const record = await tell(runner, { type: 'approve', criticalId: runner.record.critical?.id ?? '' });
    expect(record).toMatchObject({ status: 'done', outcome: { answer: 'Ordered.' } });
    expect(JSON.stringify(world.requests.at(-1)?.at(-1))).toContain('Approved. Go on.');
  });

  test('an answer to an older card is refused', async () => {
    const world = new World(click(), finish());
    world.facts = PLACE_ORDER;
    const runner = await world.run();
    await expect(runner.send({ type: 'approve', criticalId: 'old' })).rejects.toThrow('critical point old');
    expect(runner.record.status).toBe('awaiting_approval');
  });
});

describe('the conversation goes on', () => {
  test('a follow-up task keeps the turns and grants a new budget', async () => {
    const world = new World(click(), finish(), finish('Second done.'));
    const runner = await world.run();
    const record = await tell(runner, { type: 'follow_up', task: 'Now a plate' });
    expect(record).toMatchObject({
      status: 'done',
      task: 'Now a plate',
      outcome: { answer: 'Second done.' },
    });
    expect(record.steps.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(record.conversation.filter((turn) => turn.role === 'user').map(({ kind }) => kind)).toEqual([
      'task',
      'screenshot',
      'task',
    ]);
  });

  test('the step limit pauses; resume grants as many again', async () => {
    const world = new World(click(), click(), click(), click(), finish());
    const runner = await world.start({ stepBudget: 2 });
    await runner.untilIdle();
    expect(runner.record).toMatchObject({ status: 'paused', pausedBy: 'step_limit', stepLimit: 2 });
    expect(world.orders).toHaveLength(2);
    expect(await tell(runner, { type: 'resume' })).toMatchObject({ status: 'paused', stepLimit: 4 });
    expect(await tell(runner, { type: 'resume' })).toMatchObject({ status: 'done' });
    expect(world.orders).toHaveLength(4);
  });
});
