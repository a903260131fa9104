import { expect, test } from 'vitest';
import { parseAnswer } from '../../../src/fara/parse/answer.ts';
import { readLiteral } from '../../../src/fara/parse/literal.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { Action } from '../../../src/protocol/action.ts';

/** xorshift32: the same run every time. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const SEEDS = [
  'I will search.\n<tool_call>\n{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [1074, 37]}}\n</tool_call>',
  "Typing.\n<tool_call>\n{'name': 'computer_use', 'arguments': {'action': 'type', 'text': 'caf\\u00e9', 'press_enter': True}}\n</tool_call>",
  'Done.\n```json\n{"action": "terminate", "status": "success"}\n```',
];
const PIECES = [
  '<tool_call>',
  '</tool_call>',
  '{',
  '}',
  '[',
  ']',
  '(',
  '"',
  "'",
  '\\',
  '\\u',
  '\\x4',
  ':',
  ',',
  '-',
  '1e',
  'None',
  '__proto__',
  '```',
  '\n',
  '\0',
  '\uD800',
];

/** Neither throws nor lets through what the schema would refuse. */
function check(text: string): void {
  const result = parseAnswer(text, fara7b.actions);
  if (result.ok) expect(Action.parse(result.answer.action)).toEqual(result.answer.action);
  else expect(result.failure.message.length).toBeGreaterThan(0);
}

test('random bytes never throw', () => {
  const random = randomSource(1);
  const utf8 = new TextDecoder();
  for (let i = 0; i < 3000; i++) {
    check(utf8.decode(Uint8Array.from({ length: random(200) }, () => random(256))));
  }
});

test('mutated answers never throw', () => {
  const random = randomSource(2);
  for (let i = 0; i < 6000; i++) {
    let text = SEEDS[random(SEEDS.length)] as string;
    for (let edits = random(6); edits >= 0; edits--) {
      const at = random(text.length + 1);
      const piece = random(3) === 0 ? String.fromCharCode(random(65536)) : PIECES[random(PIECES.length)];
      text = text.slice(0, at) + piece + text.slice(at + random(8));
    }
    check(text);
  }
});

test('every beginning of an answer is a failure until its argument object is complete', () => {
  for (const text of SEEDS.slice(0, 2)) {
    const complete = text.indexOf('}') + 1;
    for (let length = 0; length <= text.length; length++) {
      expect(parseAnswer(text.slice(0, length), fara7b.actions).ok).toBe(length >= complete);
    }
  }
});

test('long repetitions neither throw nor take long', () => {
  const start = performance.now();
  for (const piece of [...PIECES, '{"a":[', ' ', '<tool_call>{', '{"name":']) check(piece.repeat(4000));
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a JSON value reads as JSON.parse reads it', () => {
  const random = randomSource(3);
  const value = (depth: number): unknown => {
    switch (random(depth > 4 ? 4 : 6)) {
      case 0:
        return random(2) === 0;
      case 1:
        return (random(2e6) - 1e6) / 64;
      case 2:
        return null;
      case 3:
        return String.fromCharCode(...Array.from({ length: random(6) }, () => random(0xd800)));
      case 4:
        return Array.from({ length: random(4) }, () => value(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: random(4) }, (_, i) => [`k${i}"'\\`, value(depth + 1)]),
        );
    }
  };
  for (let i = 0; i < 500; i++) {
    const json = JSON.stringify(value(0), null, random(3));
    expect(readLiteral(`${json} and more`)).toEqual({ ok: true, value: JSON.parse(json) });
  }
});
