import { describe, expect, test } from 'vitest';
import { type ParseFailureKind, parseAnswer } from '../../../src/fara/parse/answer.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../../src/fara/profiles/fara-tiny.ts';

const T = 'I will click the button.';
const CALL = '{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [1074, 37]}}';
const CLICK = { action: 'left_click', coordinate: [1074, 37] };

const parse = (text: string) => parseAnswer(text, fara7b.actions);
const call = (args: string) =>
  `${T}\n<tool_call>\n{"name": "computer_use", "arguments": ${args}}\n</tool_call>`;

describe('what the model really emits', () => {
  test.each([
    ['as it was taught', `${T}\n<tool_call>\n${CALL}\n</tool_call>`],
    ['no closing tag', `${T}\n<tool_call>\n${CALL}`],
    ['doubled closing tag', `${T}\n<tool_call>\n${CALL}\n</tool_call>\n</tool_call>`],
    ['closed by a second opening tag', `${T}\n<tool_call>\n${CALL}\n<tool_call>`],
    ['doubled opening tag', `${T}\n<tool_call>\n<tool_call>\n${CALL}\n</tool_call>`],
    [
      'a second call, of which nothing is taken',
      `${T}\n<tool_call>\n${CALL}\n</tool_call>\n<tool_call>\n{"x": 1}\n</tool_call>`,
    ],
    ['no line breaks', `${T}<tool_call>${CALL}</tool_call>`],
    ['capital tag with an attribute', `${T}\n<Tool_Call id="1">\n${CALL}\n</Tool_Call >`],
    ['a code fence in the tag', `${T}\n<tool_call>\n\`\`\`json\n${CALL}\n\`\`\`\n</tool_call>`],
    ['a code fence and no tag', `${T}\n\`\`\`json\n${CALL}\n\`\`\``],
    ['no tag at all', `${T}\n${CALL}`],
    ['opening tag lost', `${T}\n${CALL}\n</tool_call>`],
    ['opening tag lost, closed by an opening one', `${T}\n${CALL}\n<tool_call>`],
    ['a stray think tag', `<think>\n${T}\n</think>\n\n<tool_call>\n${CALL}\n</tool_call>`],
    [
      'a Python literal',
      `${T}\n<tool_call>\n{'name': 'computer_use', 'arguments': {'action': 'left_click', 'coordinate': (1074, 37), 'x': None}}\n</tool_call>`,
    ],
    [
      'another tool name',
      call('{"action": "left_click", "coordinate": [1074, 37]}').replace('computer_use', 'computer'),
    ],
    [
      'arguments as a string',
      `${T}\n<tool_call>\n{"name": "computer_use", "arguments": "{\\"action\\": \\"left_click\\", \\"coordinate\\": [1074, 37]}"}\n</tool_call>`,
    ],
    [
      'parameters instead of arguments',
      `${T}\n<tool_call>\n${CALL.replace('arguments', 'parameters')}\n</tool_call>`,
    ],
    ['no wrapper', `${T}\n<tool_call>\n{"action": "left_click", "coordinate": [1074, 37]}\n</tool_call>`],
    [
      'the verb as name',
      `${T}\n<tool_call>\n{"name": "left_click", "arguments": {"coordinate": [1074, 37]}}\n</tool_call>`,
    ],
    ['an OpenAI wrapper', `${T}\n<tool_call>\n{"type": "function", "function": ${CALL}}\n</tool_call>`],
    [
      'the tool as key',
      `${T}\n<tool_call>\n{"computer_use": {"action": "left_click", "coordinate": [1074, 37]}}\n</tool_call>`,
    ],
    ['the last brace missing', `${T}\n<tool_call>\n${CALL.slice(0, -1)}\n</tool_call>`],
    ['a brace too many', `${T}\n<tool_call>\n${CALL}}\n</tool_call>`],
    ['trailing commas', call('{"action": "left_click", "coordinate": [1074, 37,],}')],
    ['numbers as strings', call('{"action": "left_click", "coordinate": ["1074", "37"]}')],
    ['the coordinate as a string', call('{"action": "left_click", "coordinate": "[1074, 37]"}')],
    ['the coordinate without brackets', call('{"action": "left_click", "coordinate": "1074, 37"}')],
    ['the coordinate as an object', call('{"action": "left_click", "coordinate": {"x": 1074, "y": 37}}')],
    ['x and y of their own', call('{"action": "left_click", "x": 1074, "y": 37}')],
    [
      'foreign parameters',
      call('{"action": "left_click", "coordinate": [1074, 37], "button": "left", "time": null}'),
    ],
    ['an alias', call('{"action": "click", "coordinate": [1074, 37]}')],
    ['another case and separator', call('{"action": "Left-Click", "coordinate": [1074, 37]}')],
  ])('%s', (_, text) => {
    expect(parse(text)).toEqual({ ok: true, answer: { thoughts: T, action: CLICK } });
  });

  test.each<[string, object]>([
    ['{"action": "keypress", "keys": ["Control", "a"]}', { action: 'key', keys: ['Control', 'a'] }],
    ['{"action": "key", "keys": "Enter"}', { action: 'key', keys: ['Enter'] }],
    ['{"action": "key", "keys": "Control+a"}', { action: 'key', keys: ['Control', 'a'] }],
    ['{"action": "key", "keys": "+"}', { action: 'key', keys: ['+'] }],
    [
      '{"action": "input_text", "text_value": "tea", "coordinate": [1, 2]}',
      { action: 'type', text: 'tea', coordinate: [1, 2], press_enter: true, delete_existing_text: false },
    ],
    [
      '{"action": "type", "text": 5, "coordinate": null, "press_enter": "False", "delete_existing_text": True}',
      { action: 'type', text: '5', press_enter: false, delete_existing_text: true },
    ],
    [
      '{"action": "type", "text": "a {b} </tool_call> \\"c\\"\nd"}',
      { action: 'type', text: 'a {b} </tool_call> "c"\nd', press_enter: true, delete_existing_text: false },
    ],
    ['{"action": "hover", "coordinate": [1.5, 2]}', { action: 'mouse_move', coordinate: [1.5, 2] }],
    [
      '{"action": "scroll", "pixels": "-400", "coordinate": [3, 4]}',
      { action: 'scroll', pixels: -400, coordinate: [3, 4] },
    ],
    [
      '{"action": "visit_url", "url": "https://a.test/?b={c}"}',
      { action: 'visit_url', url: 'https://a.test/?b={c}' },
    ],
    ['{"action": "web_search", "query": "tea"}', { action: 'web_search', query: 'tea' }],
    ['{"action": "history_back"}', { action: 'history_back' }],
    [
      '{"action": "pause_and_memorize_fact", "fact": "It\'s 5 \\u20ac"}',
      { action: 'pause_and_memorize_fact', fact: "It's 5 €" },
    ],
    ['{"action": "sleep", "duration": "2.5"}', { action: 'wait', time: 2.5 }],
    ['{"action": "wait"}', { action: 'wait', time: 3 }],
    ['{"action": "stop", "status": "Success"}', { action: 'terminate', status: 'success' }],
    ['{"action": "terminate", "status": "failure"}', { action: 'terminate', status: 'failure' }],
  ])('%s', (args, action) => {
    expect(parse(call(args))).toEqual({ ok: true, answer: { thoughts: T, action } });
  });

  test('thoughts may hold braces when the call is tagged, and may be absent', () => {
    expect(parse(`{a} b {"name": 1}\n<tool_call>\n${CALL}`)).toMatchObject({
      answer: { thoughts: '{a} b {"name": 1}' },
    });
    expect(parse(`<tool_call>\n${CALL}\n</tool_call>`)).toMatchObject({ answer: { thoughts: '' } });
    expect(parse(`In {braces} I think.\n${CALL}`)).toMatchObject({
      answer: { thoughts: 'In {braces} I think.' },
    });
  });
});

describe('everything else is a typed failure', () => {
  test.each<[ParseFailureKind, string, RegExp]>([
    ['empty', '', /empty/],
    ['empty', ' \n', /empty/],
    ['no_call', T, /only text/],
    ['no_call', `${T}\n<tool_call>\n</tool_call>`, /only text/],
    [
      'malformed_call',
      `${T}\n<tool_call>\n${CALL.slice(0, -6)}`,
      /expected a value at character 83, found the end/,
    ],
    ['malformed_call', call('{"action": "type", "text": "tea').slice(0, 80), /a closing "/],
    ['malformed_call', call('{"action": left_click}'), /a value/],
    ['malformed_call', `${T}<tool_call>${'{"a":'.repeat(200)}`, /nesting of at most 32/],
    ['no_action', call('{}'), /names no action/],
    ['no_action', call('{"action": ["left_click"]}'), /names no action/],
    ['unknown_action', call('{"action": ""}'), /"" is no action/],
    [
      'unknown_action',
      call('{"action": "double_click", "coordinate": [1, 2]}'),
      /"double_click" is no action; known: key, type/,
    ],
    ['unknown_action', call('{"action": "constructor"}'), /"constructor" is no action/],
    ['invalid_arguments', call('{"action": "left_click"}'), /"left_click" has wrong arguments: coordinate/],
    ['invalid_arguments', call('{"action": "left_click", "coordinate": [1]}'), /coordinate/],
    ['invalid_arguments', call('{"action": "left_click", "coordinate": [1, 2, 3, 4]}'), /coordinate/],
    ['invalid_arguments', call('{"action": "left_click", "coordinate": ["left", 2]}'), /coordinate\.0/],
    ['invalid_arguments', call('{"action": "left_click", "coordinate": [1e999, 2]}'), /coordinate\.0/],
    ['invalid_arguments', call('{"action": "type", "coordinate": [1, 2]}'), /text/],
    ['invalid_arguments', call('{"action": "key", "keys": []}'), /keys/],
    ['invalid_arguments', call('{"action": "scroll", "pixels": "down"}'), /pixels/],
    ['invalid_arguments', call('{"action": "wait", "time": -1}'), /time/],
    ['invalid_arguments', call('{"action": "terminate"}'), /status/],
    ['invalid_arguments', call('{"action": "visit_url", "url": ""}'), /url/],
  ])('%s: %s', (kind, text, message) => {
    const result = parse(text);
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    if (!result.ok) expect(result.failure.message).toMatch(message);
  });

  test('with the offending text and the thoughts', () => {
    expect(parse(`${T}\n<tool_call>\n{"action": "fly"}`)).toMatchObject({
      failure: { text: '{"action": "fly"}', thoughts: T },
    });
  });

  test('an action outside the profile names the ones inside', () => {
    const result = parseAnswer(call('{"action": "history_back"}'), faraTiny.actions);
    expect(result).toMatchObject({ failure: { kind: 'action_not_allowed' } });
    expect(JSON.stringify(result)).toContain('left_click, type');
  });
});
