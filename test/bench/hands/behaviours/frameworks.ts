import { type Behaviour, both, onSite } from './behaviour.ts';

const out = (key: string) => `JSON.parse(document.querySelector('#out').textContent).${key}`;
const inShadow = (key: string) =>
  `JSON.parse(document.querySelector('fancy-form').shadowRoot.querySelector('fancy-field').shadowRoot.querySelector('#out').textContent).${key}`;

/** A date by keyboard: into the parts of the field, which only trusted keys reach, or as the model writes it. */
const typeDate = (selector: string) =>
  both(
    (h) => h.type(selector, '12/24/2026'),
    (h) => h.type({ in: selector, x: 0.1, y: 0.5 }, '12242026'),
  );
/** The second option of a closed list: by keyboard, or in the list that is drawn in its place. */
const second = (selector: string) =>
  both(
    (h) => h.type(selector, 'Green'),
    async (h) => {
      await h.click(selector);
      await h.press('ArrowDown');
      await h.press('Enter');
    },
  );

export const frameworks: readonly Behaviour[] = [
  ...onSite('react', [
    ['a controlled field', (h) => h.type('#text', 'Hello'), out('text'), 'Hello'],
    [
      'replacing its text',
      async (h) => {
        await h.type('#text', 'old');
        await h.type('#text', 'new', { clear: true });
      },
      out('text'),
      'new',
    ],
    ['a field that changes what is typed', (h) => h.type('#upper', 'abc'), out('upper'), 'ABC'],
    ['a field that refuses letters', (h) => h.type('#amount', '1a2b3'), out('amount'), '123'],
    ['a textarea', (h) => h.type('#area', 'a\nb'), out('area'), 'a\nb'],
    ['a check box', (h) => h.click('#check'), out('checked'), true],
    ['a radio button', (h) => h.click('#b'), out('radio'), 'b'],
    ['a list', second('#colour'), out('colour'), 'green'],
    ['a slider', (h) => h.click({ in: '#range', x: 0.9, y: 0.5 }), out('range'), '9'],
    ['a date', typeDate('#date'), out('date'), '2026-12-24'],
    ['Enter sends the form', (h) => h.type('#text', 'hi', { enter: true }), out('sent'), 'hi'],
    [
      'a menu at pointerdown',
      async (h) => {
        await h.click('#menu');
        await h.click('#item');
      },
      out('open'),
      false,
    ],
    ['mouse enter', (h) => h.hover('#hover'), out('hover'), true],
    [
      'mouse leave',
      async (h) => {
        await h.hover('#hover');
        await h.hover('#send');
      },
      out('hover'),
      false,
    ],
    [
      'blur',
      async (h) => {
        await h.type('#blur', 'x');
        await h.click('#text');
      },
      out('blurred'),
      'out x',
    ],
    ['key codes', (h) => h.type('#keys', 'a1'), out('keys'), 'a 65 1 49 '],
    [
      'Backspace',
      async (h) => {
        await h.type('#text', 'abc');
        await h.press('Backspace');
      },
      out('text'),
      'ab',
    ],
    [
      'paste',
      async (h) => {
        await h.type('#text', 'abc');
        await h.press('Control', 'a');
        await h.press('Control', 'x');
        await h.click('#area');
        await h.press('Control', 'v');
      },
      `[${out('text')}, ${out('area')}]`,
      ['', 'abc'],
    ],
  ]),
  ...onSite('vue', [
    ['v-model', (h) => h.type('#text', 'Hello'), out('text'), 'Hello'],
    [
      'v-model.lazy',
      async (h) => {
        await h.type('#lazy', 'x');
        await h.click('#text');
      },
      out('lazy'),
      'x',
    ],
    ['v-model.number', (h) => h.type('#number', '42'), out('number'), 42],
    ['a textarea', (h) => h.type('#area', 'a\nb'), out('area'), 'a\nb'],
    [
      'a list of check boxes',
      async (h) => {
        await h.click('#x');
        await h.click('#y');
      },
      out('list'),
      ['x', 'y'],
    ],
    ['a radio button', (h) => h.click('#b'), out('radio'), 'b'],
    ['a list', second('#one'), out('one'), 'green'],
    ['a list of many choices', (h) => h.click('#many option:nth-child(2)'), out('many'), ['Beech']],
    [
      'several of a list of many choices',
      both(
        async (h) => {
          await h.click('#many option:nth-child(2)');
          await h.choose('Cedar');
        },
        async (h) => {
          await h.click('#many option:nth-child(2)');
          await h.controlClick('#many option:nth-child(3)');
        },
      ),
      out('many'),
      ['Beech', 'Cedar'],
    ],
    ['@keydown.enter', (h) => h.type('#enter', 'a', { enter: true }), out('keys'), 'enter '],
    [
      '@keyup.ctrl.s',
      async (h) => {
        await h.click('#enter');
        await h.press('Control', 's');
      },
      out('keys'),
      'save ',
    ],
    ['Enter sends the form', (h) => h.type('#text', 'hi', { enter: true }), out('sent'), 'hi'],
    [
      'a button sends the form',
      async (h) => {
        await h.type('#text', 'hi');
        await h.click('#send');
      },
      out('sent'),
      'hi',
    ],
  ]),
  ...onSite('svelte', [
    ['bind:value', (h) => h.type('#text', 'Hello'), out('text'), 'Hello'],
    ['a number', (h) => h.type('#number', '42'), out('number'), 42],
    [
      'a number by its arrow key',
      async (h) => {
        await h.type('#number', '42');
        await h.press('ArrowUp');
      },
      out('number'),
      43,
    ],
    ['a textarea', (h) => h.type('#area', 'a\nb'), out('area'), 'a\nb'],
    ['bind:checked', (h) => h.click('#check'), out('checked'), true],
    ['bind:group', (h) => h.click('#b'), out('radio'), 'b'],
    ['a list', second('#one'), out('one'), 'green'],
    ['a slider', (h) => h.click({ in: '#range', x: 0.9, y: 0.5 }), out('range'), 9],
    ['an editable region', (h) => h.type('#rich', 'abc'), out('rich'), 'abc'],
    ['Enter sends the form', (h) => h.type('#text', 'hi', { enter: true }), out('sent'), 'hi'],
  ]),
  ...onSite('lit', [
    ['a field two shadow roots deep', (h) => h.type('#text', 'Hello'), inShadow('value'), 'Hello'],
    ['a button in a shadow root', (h) => h.click('#plus-text'), inShadow('count'), 1],
    [
      'the document hears of it',
      (h) => h.click('#plus-text'),
      "document.querySelector('#heard').textContent",
      'fancy-form plus-text;',
    ],
    ['a slotted button', (h) => h.click('#slotted'), 'document.title', 'slotted'],
    ['a label in a shadow root', (h) => h.click('#on'), inShadow('on'), true],
    [
      'Tab inside shadow roots',
      async (h) => {
        await h.click('#text');
        await h.press('Tab');
        await h.press('Enter');
      },
      inShadow('count'),
      1,
    ],
  ]),
  ...onSite('angular', [
    ['ngModel', (h) => h.type('#text', 'Hello'), out('text'), 'Hello'],
    ['a number', (h) => h.type('#number', '42'), out('number'), 42],
    ['a textarea', (h) => h.type('#area', 'a\nb'), out('area'), 'a\nb'],
    ['a check box', (h) => h.click('#check'), out('checked'), true],
    ['a radio button', (h) => h.click('#b'), out('radio'), 'b'],
    ['a list', second('#one'), out('one'), 'green'],
    ['a slider', (h) => h.click({ in: '#range', x: 0.9, y: 0.5 }), out('range'), 9],
    ['(keydown.enter)', (h) => h.type('#enter', 'a', { enter: true }), out('keys'), 'enter'],
    ['Enter sends the form', (h) => h.type('#text', 'hi', { enter: true }), out('sent'), 'hi'],
  ]),
];
