import { describe, expect, test } from 'vitest';
import { answerNodes } from '../../../src/engine/grammar/answer.ts';
import { Automaton } from '../../../src/engine/grammar/automaton.ts';
import { below } from '../../../src/engine/grammar/json.ts';
import { type Node, sequence, text } from '../../../src/engine/grammar/rule.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { parseAnswer } from '../../../src/fara/parse/answer.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../../src/fara/profiles/fara-tiny.ts';
import { randomSequence } from '../../weights/random.ts';
import { randomAnswer } from './answers.ts';

const IMAGE = { width: 1428, height: 896 };
const automaton = new Automaton(answerNodes(outputGrammar(fara7b), IMAGE));
const stateAfter = (answer: string) => automaton.walk(automaton.start, new TextEncoder().encode(answer));
const isWhole = (answer: string) => stateAfter(answer)?.closed === true;
const call = (args: string) => `<tool_call>\n{"name": "computer_use", "arguments": {${args}}}\n</tool_call>`;

describe('what a model was trained to write passes', { timeout: 60_000 }, () => {
  test.each([
    '"action": "left_click", "coordinate": [1074, 37]',
    '"action": "left_click", "coordinate": [0, 895]',
    '"action": "type", "text": "", "press_enter": true',
    '"action": "type", "coordinate": [1427, 0], "text": "caf\\u00e9 \\ud83d\\ude80 \\"é🚀\\"\\n", "delete_existing_text": false',
    '"action": "type", "press_enter": false, "text": "a", "delete_existing_text": true, "coordinate": [1, 2]',
    '"action": "key", "keys": ["Control", "a"]',
    '"action": "scroll", "pixels": -400',
    '"action": "scroll", "coordinate": [5, 6], "pixels": 0.5',
    '"action": "history_back"',
    '"action": "wait"',
    '"action": "wait", "time": 3',
    '"action": "terminate", "status": "failure"',
  ])('%s', (args) => expect(isWhole(`I do { "it" } <tool.\n${call(args)}`)).toBe(true));

  test('random valid answers of every action', () => {
    const pick = randomSequence(1);
    for (let i = 0; i < 2000; i++) {
      const { text: answer } = randomAnswer(fara7b, IMAGE, pick);
      expect(isWhole(answer), answer).toBe(true);
    }
  });
});

describe('what the parser or the page could not use does not', () => {
  test.each([
    ['an unknown action', '"action": "right_click", "coordinate": [1, 2]'],
    ['a coordinate at the right edge', '"action": "left_click", "coordinate": [1428, 2]'],
    ['a coordinate below the image', '"action": "left_click", "coordinate": [1, 896]'],
    ['a negative coordinate', '"action": "left_click", "coordinate": [-1, 2]'],
    ['a leading zero', '"action": "left_click", "coordinate": [01, 2]'],
    ['a third coordinate', '"action": "left_click", "coordinate": [1, 2, 3]'],
    ['a missing argument', '"action": "left_click"'],
    ['a foreign argument', '"action": "history_back", "text": "a"'],
    ['an argument twice', '"action": "terminate", "status": "success", "status": "success"'],
    ['an empty address', '"action": "visit_url", "url": ""'],
    ['no keys', '"action": "key", "keys": []'],
    ['a text for a number', '"action": "scroll", "pixels": "400"'],
    ['a number beyond all sizes', '"action": "scroll", "pixels": 1000000'],
    ['a negative wait', '"action": "wait", "time": -1'],
    ['a Python boolean', '"action": "type", "text": "a", "press_enter": True'],
    ['a raw line break in a string', '"action": "type", "text": "a\nb"'],
    ['an unknown escape', '"action": "type", "text": "\\x41"'],
    ['half a surrogate pair', '"action": "type", "text": "\\ud83d!"'],
    ['another spacing', '"action":"history_back"'],
  ])('%s', (_, args) => expect(stateAfter(call(args))).toBe(null));

  test('bytes that are no UTF-8', () => {
    const inString = stateAfter(
      '<tool_call>\n{"name": "computer_use", "arguments": {"action": "visit_url", "url": "',
    );
    if (!inString) throw new Error('a string cannot be opened');
    for (const bytes of [[0x80], [0xc1], [0xe0, 0x80], [0xed, 0xa0], [0xf4, 0x90], [0xf5], [0xc3, 0x22]]) {
      expect(automaton.walk(inString, bytes)).toBe(null);
    }
  });

  test('an action outside the profile', () => {
    const tiny = new Automaton(answerNodes(outputGrammar(faraTiny), IMAGE));
    const bytes = new TextEncoder().encode(call('"action": "history_back"'));
    expect(tiny.walk(tiny.start, bytes)).toBe(null);
  });

  test('anything after the call', () => expect(stateAfter(`${call('"action": "wait"')}\n`)).toBe(null));
});

test('thoughts are free until the call is opened', () => {
  for (const thoughts of ['', '{"name": 1}', '<tool_call', '</tool_call>', '<tool_<tool_call <', '\u0000é']) {
    expect(stateAfter(thoughts)?.free, thoughts).toBe(true);
  }
  expect(stateAfter('<tool_<tool_call>')?.free).toBe(false);
  expect(stateAfter('<tool_call> {')).toBe(null);
});

test('a coordinate is any whole number below the limit, and no other', { timeout: 60_000 }, () => {
  for (const limit of [1, 2, 9, 10, 11, 100, 101, 280, 448, 896, 1000, 1428]) {
    const closed: Node = { edges: [], also: [] };
    const opened = sequence(text('x'), below(limit))(closed);
    const numbers = new Automaton({ free: opened, opened, closed });
    const takes = (value: string) =>
      numbers.walk(numbers.start, new TextEncoder().encode(`x${value}`))?.closed === true;
    for (let value = 0; value < 2000; value++)
      expect(takes(String(value)), `${value} < ${limit}`).toBe(value < limit);
    for (const value of ['', '-1', '00', '01', '1.5']) expect(takes(value)).toBe(false);
  }
  expect(() => below(0)).toThrow(RangeError);
});

test('every random walk through a call ends in an action the parser takes, inside the image', {
  timeout: 60_000,
}, () => {
  const pick = randomSequence(2);
  const opened = stateAfter('<tool_call>');
  for (let i = 0; i < 300; i++) {
    let state = opened;
    const bytes: number[] = [];
    while (state && !state.closed) {
      const next = state.bytes();
      // A quotation mark now and then, so that strings end.
      const byte = next.includes(0x22) && pick(4) === 0 ? 0x22 : next[pick(next.length)];
      if (byte === undefined) throw new Error('a dead end');
      bytes.push(byte);
      state = automaton.step(state, byte);
    }
    const answer = `<tool_call>${new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))}`;
    const json = answer.slice('<tool_call>\n'.length, -'\n</tool_call>'.length);
    const result = parseAnswer(answer, fara7b.actions);
    if (!result.ok) throw new Error(`${result.failure.message}: ${answer}`);
    const { action, ...args } = JSON.parse(json).arguments;
    expect(result.answer.action).toMatchObject({ action, ...args });
    if ('coordinate' in args) {
      expect(args.coordinate[0]).toBeLessThan(IMAGE.width);
      expect(args.coordinate[1]).toBeLessThan(IMAGE.height);
    }
  }
});
