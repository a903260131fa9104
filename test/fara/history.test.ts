import { describe, expect, test } from 'vitest';
import { CORRECTION, correctionTurns, MAX_PARSE_RETRIES } from '../../src/fara/correction.ts';
import { buildMessages, currentUrlLine } from '../../src/fara/history.ts';
import { hasHistoryChoice, withHistory } from '../../src/fara/history-choice.ts';
import { getProfile } from '../../src/fara/profiles/index.ts';
import type { ChatMessage } from '../../src/protocol/chat.ts';
import { Conversation, type UserTurn } from '../../src/protocol/conversation.ts';
import { DEFAULT_HISTORY } from '../../src/protocol/history.ts';
import { golden } from './fixtures.ts';

const fara7b = getProfile('fara-7b');
const tiny = { ...getProfile('fara-tiny'), history: { kind: 'latest' } as const };
const image = { width: 1428, height: 896 };

const user = (kind: UserTurn['kind'], i: number, text = ''): UserTurn => ({
  role: 'user',
  kind,
  text,
  screenshotId: `s${i}`,
  url: `https://example.test/URL${i}`,
});
const assistant = (thoughts: string) => ({
  role: 'assistant' as const,
  text: `${thoughts}\n<tool_call>\n{"name": "computer_use", "arguments": {"action": "wait", "time": 1}}\n</tool_call>`,
});

/** The conversation at call `n` of the golden run: a task, and a second one after call 7. */
function goldenTurns(n: number): Conversation {
  const turns = Array.from({ length: n }, (_, i) => {
    const turn =
      i === 0 ? user('task', i, 'TASK1') : i === 7 ? user('task', i, 'TASK2') : user('screenshot', i);
    return [turn, assistant(`thought ${i}`)];
  });
  return turns.flat().slice(0, -1);
}

/** `U[img:s0,TASK1] A U[img:s1,URL1]`, the notation of the golden vectors. */
function notation(messages: readonly ChatMessage[]): string {
  return messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }) => {
      if (role === 'assistant') return 'A';
      const parts = content.map((part) =>
        part.type === 'image' ? `img:${part.image}` : (/URL\d+|TASK\d/.exec(part.text)?.[0] ?? part.text),
      );
      return `U[${parts.join(',')}]`;
    })
    .join(' ');
}

describe('the upstream trimming rule', () => {
  const { calls } = golden<{ calls: Record<string, string> }>('golden-loop.json');

  test.each(Object.entries(calls))('call %s', (name, expected) => {
    const turns = goldenTurns(Number.parseInt(name, 10));
    expect(notation(buildMessages(fara7b, turns, image))).toBe(expected);
  });

  test('every assistant turn stays, word for word, and at most three screenshots do', () => {
    for (let n = 1; n < 40; n++) {
      const turns = goldenTurns(n);
      const messages = buildMessages(fara7b, turns, image);
      const texts = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content[0]);
      expect(texts).toEqual(
        turns.filter(({ role }) => role === 'assistant').map(({ text }) => ({ type: 'text', text })),
      );
      const images = messages.flatMap(({ content }) => content).filter(({ type }) => type === 'image');
      expect(images.length).toBeLessThanOrEqual(3);
      expect(images.at(-1)).toEqual({ type: 'image', image: `s${n - 1}` });
    }
  });

  test('a reply keeps its words when its screenshot goes', () => {
    const turns = goldenTurns(6);
    turns[2] = user('reply', 1, 'Take the red one.');
    expect(notation(buildMessages(fara7b, turns, image))).toBe(
      'U[TASK1] A U[Take the red one.] A A U[img:s3,URL3] A U[img:s4,URL4] A U[img:s5,URL5]',
    );
  });

  test('the turns of a step', () => {
    const [system, first, , step] = buildMessages(fara7b, goldenTurns(2), image);
    expect(system).toEqual({
      role: 'system',
      content: [{ type: 'text', text: fara7b.systemPrompt(image) }],
    });
    expect(first).toEqual({
      role: 'user',
      content: [
        { type: 'image', image: 's0' },
        { type: 'text', text: 'TASK1' },
      ],
    });
    expect(step?.content[1]).toEqual({
      type: 'text',
      text: 'Current URL: https://example.test/URL1\nHere is the next screenshot. Think about what to do next.',
    });
  });

  test('a page without address has no URL line', () => {
    const turns: Conversation = [...goldenTurns(2).slice(0, 2), { ...user('screenshot', 1), url: '' }];
    expect(buildMessages(fara7b, turns, image).at(-1)?.content[1]).toEqual({
      type: 'text',
      text: fara7b.boilerplate,
    });
  });
});

describe('the grouped rule', () => {
  const chosen = (screenshots: 1 | 2 | 3) => withHistory(fara7b, { leave: 'grouped', screenshots });
  const imagesAt = (n: number, screenshots: 1 | 2 | 3) =>
    buildMessages(chosen(screenshots), goldenTurns(n), image)
      .flatMap(({ content }) => content)
      .flatMap((part) => (part.type === 'image' ? [part.image] : []));

  test('screenshots gather up to six, then four leave at once', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12].map((n) => imagesAt(n, 3).length)).toEqual([
      1, 2, 3, 4, 5, 6, 3, 4, 6, 3, 4,
    ]);
    expect(imagesAt(7, 3)).toEqual(['s4', 's5', 's6']);
  });

  test.each([1, 2, 3] as const)('the newest %i are always shown, in order, the current one last', (count) => {
    for (let n = 1; n < 40; n++) {
      const images = imagesAt(n, count);
      const newest = Array.from({ length: n }, (_, i) => `s${i}`).slice(-images.length);
      expect(images).toEqual(newest);
      expect(images.length).toBeGreaterThanOrEqual(Math.min(n, count));
      expect(images.length).toBeLessThanOrEqual(count + 3);
    }
  });

  test('until screenshots leave, every prompt goes on where the one before ended', () => {
    const before = buildMessages(chosen(3), goldenTurns(8), image);
    const after = buildMessages(chosen(3), goldenTurns(9), image);
    expect(after.slice(0, before.length)).toEqual(before);
  });

  test('words and answers stay as under the upstream rule', () => {
    expect(notation(buildMessages(chosen(3), goldenTurns(11), image))).toBe(
      'U[TASK1] A A A A A A A U[TASK2] A U[img:s8,URL8] A U[img:s9,URL9] A U[img:s10,URL10]',
    );
  });
});

describe('the choice of a history', () => {
  test('the default is the rule of the profile itself', () => {
    expect(withHistory(fara7b, DEFAULT_HISTORY)).toEqual(fara7b);
  });

  test('fewer screenshots', () => {
    const profile = withHistory(fara7b, { leave: 'exact', screenshots: 1 });
    expect(notation(buildMessages(profile, goldenTurns(4), image))).toBe('U[TASK1] A A A U[img:s3,URL3]');
  });

  test('a model that is shown one screenshot is left as it is', () => {
    expect(hasHistoryChoice(tiny)).toBe(false);
    expect(withHistory(tiny, { leave: 'grouped', screenshots: 3 })).toBe(tiny);
  });
});

describe('the latest rule', () => {
  test('one turn: the current screenshot, the task, a line per turn since', () => {
    const turns: Conversation = [
      user('task', 0, 'an older task'),
      assistant('old'),
      user('task', 1, 'Order tea'),
      assistant('I click\n  the box.'),
      user('screenshot', 2),
      assistant('I stop at a critical point.'),
      user('reply', 3, 'Not that one,\nthe green one.'),
    ];
    const [system, turn, ...rest] = buildMessages(tiny, turns, { width: 448, height: 280 });
    expect(rest).toEqual([]);
    expect(system?.role).toBe('system');
    expect(turn).toEqual({
      role: 'user',
      content: [
        { type: 'image', image: 's3' },
        {
          type: 'text',
          text: 'Order tea\n- I click the box.\n- I stop at a critical point.\n- The person: Not that one, the green one.',
        },
      ],
    });
  });

  test('at the first step the text is the task alone', () => {
    const [, turn] = buildMessages(tiny, [user('task', 0, 'Order tea')], { width: 448, height: 280 });
    expect(turn?.content[1]).toEqual({ type: 'text', text: 'Order tea' });
  });

  test('without a task there is nothing to do', () => {
    expect(() => buildMessages(tiny, [user('screenshot', 0)], image)).toThrow(/none of 1 turns gives a task/);
  });
});

test('the URL loses its query and is cut at 100 characters', () => {
  expect(currentUrlLine('https://a.test/b?c=d#e')).toBe('Current URL: https://a.test/b');
  expect(currentUrlLine('https://a.test/b#e')).toBe('Current URL: https://a.test/b#e');
  const hundred = `https://a.test/${'x'.repeat(85)}`;
  expect(currentUrlLine(hundred)).toBe(`Current URL: ${hundred}`);
  expect(currentUrlLine(`${hundred}y`)).toBe(`Current URL: ${hundred} ...`);
});

test('the last turn must be an observation', () => {
  expect(() => buildMessages(fara7b, goldenTurns(2).slice(0, 2), image)).toThrow(/last of 2 turns/);
  expect(() => buildMessages(fara7b, [], image)).toThrow(/last of 0 turns/);
});

test('a conversation survives storage, and gives the same messages', () => {
  const turns = goldenTurns(11);
  const stored = Conversation.parse(JSON.parse(JSON.stringify(turns)));
  expect(stored).toEqual(turns);
  expect(buildMessages(fara7b, stored, image)).toEqual(buildMessages(fara7b, turns, image));
});

test('building messages leaves the conversation as it was', () => {
  const turns = goldenTurns(9);
  const before = structuredClone(turns);
  buildMessages(fara7b, turns, image);
  expect(turns).toEqual(before);
});

test('a retry says what was wrong, twice at most', () => {
  expect(MAX_PARSE_RETRIES).toBe(2);
  expect(correctionTurns('garbage')).toEqual([
    { role: 'assistant', content: [{ type: 'text', text: 'garbage' }] },
    { role: 'user', content: [{ type: 'text', text: CORRECTION }] },
  ]);
});
