import { expect, test } from 'vitest';
import { actionInWords, proposalInWords } from '../../src/sidepanel/words/action.ts';
import { effectInWords } from '../../src/sidepanel/words/effect.ts';
import { addressInWords, bytesInWords, durationInWords } from '../../src/sidepanel/words/format.ts';
import { makeTask } from './records.ts';

const FIELD = { tag: 'input', role: 'textbox', name: 'Email' };

test('actions in words, with the element once it is known', () => {
  expect(actionInWords({ action: 'left_click', coordinate: [1, 1] })).toBe('Click');
  expect(
    actionInWords(
      { action: 'type', text: 'ada@x.org', press_enter: true, delete_existing_text: false },
      FIELD,
    ),
  ).toBe('Type “ada@x.org” into textbox “Email” and press Enter');
  expect(actionInWords({ action: 'scroll', pixels: -400 })).toBe('Scroll down');
  expect(actionInWords({ action: 'key', keys: ['Control', 'a'] })).toBe('Press Control + a');
  expect(actionInWords({ action: 'visit_url', url: 'https://example.com/a?b=c' })).toBe('Open example.com/a');
});

test('of many changes the telling ones are told', () => {
  const changes = [
    { what: 'focus', after: FIELD },
    { what: 'value', after: 'Ada', masked: false },
    { what: 'dom', mutations: 12 },
  ] as const;
  expect(effectInWords({ kind: 'page', hit: null, changes: [...changes], note: '' })).toBe('Now reads “Ada”');
});

test('a masked value is never spelled out', () => {
  const change = { what: 'value', after: '', masked: true } as const;
  expect(effectInWords({ kind: 'page', hit: null, changes: [change], note: '' })).toBe(
    'Text entered (hidden)',
  );
});

test('what is about to be typed is spelled out once the field is known to be none for secrets', () => {
  const timings = { preprocessMs: 0, visionMs: 0, prefillMs: 0, decodeMs: 0 };
  const tokens = { prompt: 0, reused: 0, prefilled: 0, generated: 0 };
  const action = { action: 'type', text: '4111', press_enter: false, delete_existing_text: false } as const;
  const field = { ...FIELD, editable: true, disabled: false, isSubmit: false, href: null, form: null };
  const inWords = (status: 'guarding' | 'acting', input: 'text' | 'payment') =>
    proposalInWords(
      makeTask({
        status,
        proposal: {
          ...{ text: '', thoughts: '', action, point: null, timings, tokens, mark: null, approved: false },
          facts: status === 'guarding' ? null : { ...field, input, language: 'en', url: 'http://shop.test/' },
        },
      }),
    );
  expect(inWords('guarding', 'text')).toBe('Type “••••”');
  expect(inWords('acting', 'payment')).toBe('Type “••••”');
  expect(inWords('acting', 'text')).toBe('Type “4111”');
  expect(proposalInWords(makeTask())).toBe(null);
});

test('figures in words', () => {
  expect([0, 999, 11_800_000, 4_630_000_000].map(bytesInWords)).toEqual([
    '0 B',
    '999 B',
    '11.8 MB',
    '4.6 GB',
  ]);
  expect([48, 2310, 245_000].map(durationInWords)).toEqual(['48 ms', '2.3 s', '4 min 05 s']);
});

test('addresses are short, and shorter still on the same host', () => {
  expect(addressInWords('https://example.com/cart?id=7')).toBe('example.com/cart');
  expect(addressInWords('https://example.com/cart?id=7', 'https://example.com/')).toBe('/cart');
  expect(addressInWords('about:blank')).toBe('about:blank');
});

test('what was left out of an action is told beside what changed', () => {
  const leftOut = 'Enter was left out: nobody has judged it.';
  const change = { what: 'value', after: 'Ada', masked: false } as const;
  const effect = { kind: 'page', hit: null, changes: [change], note: '', leftOut } as const;
  expect(effectInWords({ ...effect, changes: [...effect.changes] })).toBe(`Now reads “Ada”. ${leftOut}`);
});
