import { type Behaviour, fieldValue, onSite } from './behaviour.ts';

/** tom-select searches a moment after the last key. */
const searched = () => new Promise((resolve) => setTimeout(resolve, 500));
const out = (key: string) => `JSON.parse(document.querySelector('#out').textContent).${key}`;
const option = (name: string) => `[role=option]:has-text("${name}")`;
const text = (editor: string) => `texts.${editor}().trim()`;
const box = (editor: string) => `#${editor} [contenteditable], #${editor}[contenteditable]`;

export const libraries: readonly Behaviour[] = [
  ...onSite('mui', [
    [
      'a select',
      async (h) => {
        await h.click('#age');
        await h.click(option('Twenty'));
      },
      out('age'),
      '20',
    ],
    [
      'a select, by keyboard',
      async (h) => {
        await h.click('#age');
        await h.press('ArrowDown');
        await h.press('Enter');
      },
      out('age'),
      '20',
    ],
    [
      'a select of many choices',
      async (h) => {
        await h.click('#many');
        await h.click(option('Apple'));
        await h.click(option('Cherry'));
        await h.press('Escape');
      },
      out('many'),
      ['Apple', 'Cherry'],
    ],
    ['a text field', (h) => h.type('#name', 'Ann'), out('name'), 'Ann'],
    [
      'an autocomplete',
      async (h) => {
        await h.type('[role=combobox][aria-autocomplete]', 'che');
        await h.click(option('Cherry'));
      },
      out('fruit'),
      'Cherry',
    ],
    [
      'an autocomplete, by keyboard',
      async (h) => {
        await h.type('[role=combobox][aria-autocomplete]', 'ban');
        await h.press('ArrowDown');
        await h.press('Enter');
      },
      out('fruit'),
      'Banana',
    ],
    [
      'a slider, clicked',
      (h) => h.click({ in: '#volume', x: 0.75, y: 0.5 }),
      `Math.abs(${out('volume')} - 75) <= 1`,
      true,
    ],
    [
      'a slider, dragged',
      (h) => h.drag('#volume .MuiSlider-thumb', { in: '#volume', x: 0.9, y: 0.5 }),
      `Math.abs(${out('volume')} - 90) <= 1`,
      true,
    ],
    [
      'a slider, by arrow keys',
      async (h) => {
        await h.click({ in: '#volume', x: 0.5, y: 0.5 });
        await h.press('ArrowRight');
      },
      `Math.abs(${out('volume')} - 51) <= 1`,
      true,
    ],
    ['a check box', (h) => h.click('#checked'), out('checked'), true],
    ['a switch', (h) => h.click('#on'), out('on'), true],
    ['a tab', (h) => h.click('[role=tab]:has-text("Two")'), out('tab'), 1],
    [
      'tabs, by arrow keys',
      async (h) => {
        await h.click('[role=tab]:has-text("One")');
        await h.press('ArrowRight');
        await h.press('Enter');
      },
      out('tab'),
      1,
    ],
    [
      'a tooltip',
      (h) => h.hover('#hint'),
      "document.querySelector('[role=tooltip]')?.textContent ?? ''",
      'Hint text',
    ],
    [
      'a dialog',
      async (h) => {
        await h.click('#open');
        await h.click('#ok');
      },
      out('name'),
      'ok',
    ],
    [
      'a dialog closed by Escape',
      async (h) => {
        await h.click('#open');
        await h.click('#dialog');
        await h.press('Escape');
      },
      `[${out('open')}, document.querySelector('[role=dialog]') === null]`,
      [false, true],
    ],
    [
      'a dialog closed by a click outside',
      async (h) => {
        await h.click('#open');
        await h.click({ in: 'html', x: 0.02, y: 0.5 });
      },
      `[${out('open')}, document.querySelector('[role=dialog]') === null]`,
      [false, true],
    ],
  ]),
  ...onSite('aria', [
    ['a button', (h) => h.click('#press'), out('pressed'), 1],
    [
      'a button, by Enter and Space',
      async (h) => {
        await h.press('Tab');
        await h.press('Enter');
        await h.press(' ');
      },
      out('pressed'),
      2,
    ],
    [
      'a menu',
      async (h) => {
        await h.click('#menu');
        await h.click('[role=menuitem]:has-text("Paste")');
      },
      out('menu'),
      'paste',
    ],
    [
      'a menu, by keyboard',
      async (h) => {
        await h.click('#menu');
        await h.press('ArrowDown');
        await h.press('Enter');
      },
      out('menu'),
      'copy',
    ],
    [
      'a select',
      async (h) => {
        await h.click('#city');
        await h.click(option('Rome'));
      },
      out('city'),
      'Rome',
    ],
    [
      'a combo box',
      async (h) => {
        await h.type('#animal', 'Ow');
        await h.click(option('Owl'));
      },
      out('animal'),
      'Owl',
    ],
    ['a switch', (h) => h.click('label:has-text("On")'), out('on'), true],
    ['a check box', (h) => h.click('label:has-text("Checked")'), out('checked'), true],
    ['a number’s button', (h) => h.click('#more'), out('number'), 5],
    [
      'a number, typed',
      async (h) => {
        await h.type('#number', '12', { clear: true });
        await h.press('Tab');
      },
      out('number'),
      12,
    ],
    [
      'a number, by the wheel and keys',
      async (h) => {
        await h.click('#number');
        await h.press('ArrowUp');
      },
      out('number'),
      5,
    ],
    [
      'a slider, clicked',
      (h) => h.click({ in: '#track', x: 0.75, y: 0.5 }),
      `Math.abs(${out('level')} - 75) <= 1`,
      true,
    ],
    [
      'a slider, dragged',
      (h) => h.drag('.react-aria-SliderThumb', { in: '#track', x: 0.9, y: 0.5 }),
      `Math.abs(${out('level')} - 90) <= 1`,
      true,
    ],
    ['a text field', (h) => h.type('#text', 'abc'), out('text'), 'abc'],
    [
      'a list of many choices',
      async (h) => {
        await h.click(option('Ash'));
        await h.click(option('Cedar'));
      },
      out('list'),
      ['Ash', 'Cedar'],
    ],
  ]),
  ...onSite('widgets', [
    [
      'flatpickr: a day',
      async (h) => {
        await h.click('#date');
        await h.click('.flatpickr-calendar.open .flatpickr-day[aria-label="March 24, 2026"]');
      },
      fieldValue('#date'),
      '2026-03-24',
    ],
    [
      'flatpickr: the next month',
      async (h) => {
        await h.click('#date');
        await h.click('.flatpickr-calendar.open .flatpickr-next-month');
        await h.click('.flatpickr-calendar.open .flatpickr-day[aria-label="April 2, 2026"]');
      },
      fieldValue('#date'),
      '2026-04-02',
    ],
    [
      'flatpickr: closed by a click elsewhere',
      async (h) => {
        await h.click('#date');
        await h.click('#log');
      },
      "document.querySelector('.flatpickr-calendar.open') === null",
      true,
    ],
    [
      'flatpickr: an hour, typed',
      async (h) => {
        await h.click('#time');
        await h.type('.open .flatpickr-hour', '14', { clear: true, enter: true });
      },
      fieldValue('#time'),
      '14:30',
    ],
    [
      'flatpickr: an hour, by its arrow',
      async (h) => {
        await h.click('#time');
        await h.hover('.open .flatpickr-hour');
        await h.click('.open .arrowUp >> nth=0');
        await h.click('#log');
      },
      fieldValue('#time'),
      '10:30',
    ],
    [
      'imask: a telephone number',
      (h) => h.type('#phone', '2025550123'),
      fieldValue('#phone'),
      '+1 (202) 555-0123',
    ],
    [
      'imask: Backspace',
      async (h) => {
        await h.type('#phone', '2025550123');
        await h.press('Backspace');
      },
      fieldValue('#phone'),
      '+1 (202) 555-012',
    ],
    ['imask: a price', (h) => h.type('#price', '1234.5'), fieldValue('#price'), '1,234.5'],
    [
      'imask: replacing the text',
      async (h) => {
        await h.type('#phone', '2025550123');
        await h.type('#phone', '3125550199', { clear: true });
      },
      fieldValue('#phone'),
      '+1 (312) 555-0199',
    ],
    [
      'tom-select: an option',
      async (h) => {
        await h.click('#tom-ts-control');
        await h.click('.ts-dropdown .option:has-text("Beech")');
      },
      'tom.getValue()',
      ['Beech'],
    ],
    [
      'tom-select: by keyboard',
      async (h) => {
        await h.type('#tom-ts-control', 'ced');
        await searched();
        await h.press('Enter');
      },
      'tom.getValue()',
      ['Cedar'],
    ],
    [
      'choices: an option',
      async (h) => {
        await h.click('.choices');
        await h.click('.choices__list--dropdown .choices__item:has-text("Cedar")');
      },
      fieldValue('#choices'),
      'Cedar',
    ],
    [
      'choices: search and Enter',
      async (h) => {
        await h.click('.choices');
        await h.type(null, 'doug', { enter: true });
      },
      fieldValue('#choices'),
      'Douglas fir',
    ],
    [
      'noUiSlider: clicked',
      (h) => h.click({ in: '#slider', x: 0.75, y: 0.5 }),
      "Math.abs(Number(document.querySelector('#slider').noUiSlider.get()) - 75) <= 1",
      true,
    ],
    [
      'noUiSlider: dragged',
      (h) => h.drag('#slider .noUi-handle', { in: '#slider', x: 0.9, y: 0.5 }),
      "Math.abs(Number(document.querySelector('#slider').noUiSlider.get()) - 90) <= 1",
      true,
    ],
    [
      'noUiSlider: by arrow keys',
      async (h) => {
        await h.click('#slider .noUi-handle');
        await h.press('ArrowRight');
      },
      "Number(document.querySelector('#slider').noUiSlider.get()) > 20",
      true,
    ],
    [
      'noUiSlider: one of two handles',
      (h) => h.drag('#pair .noUi-handle-upper', { in: '#pair', x: 0.6, y: 0.5 }),
      "document.querySelector('#pair').noUiSlider.get().map((v) => Math.round(Number(v) / 5) * 5)",
      [20, 60],
    ],
  ]),
  ...onSite('editors', [
    ['Quill: text', (h) => h.type(box('quill'), 'Hello there'), text('quill'), 'Hello there'],
    ['Quill: lines', (h) => h.type(box('quill'), 'one\ntwo'), text('quill'), 'one\ntwo'],
    [
      'Quill: Backspace',
      async (h) => {
        await h.type(box('quill'), 'abc');
        await h.press('Backspace');
      },
      text('quill'),
      'ab',
    ],
    [
      'Quill: replacing the text',
      async (h) => {
        await h.type(box('quill'), 'old');
        await h.type(box('quill'), 'new', { clear: true });
      },
      text('quill'),
      'new',
    ],
    [
      'Quill: bold by Control+B',
      async (h) => {
        await h.type(box('quill'), 'abc');
        await h.press('Control', 'a');
        await h.press('Control', 'b');
      },
      'texts.quillHtml()',
      '<p><strong>abc</strong></p>',
    ],
    [
      'Quill: bold by its button',
      async (h) => {
        await h.type(box('quill'), 'abc');
        await h.press('Control', 'a');
        await h.click('button.ql-bold');
      },
      'texts.quillHtml()',
      '<p><strong>abc</strong></p>',
    ],
    ['TipTap: text', (h) => h.type(box('tiptap'), 'Hello there'), text('tiptap'), 'Hello there'],
    ['TipTap: lines', (h) => h.type(box('tiptap'), 'one\ntwo'), text('tiptap'), 'one\ntwo'],
    [
      'TipTap: Backspace',
      async (h) => {
        await h.type(box('tiptap'), 'abc');
        await h.press('Backspace');
      },
      text('tiptap'),
      'ab',
    ],
    [
      'TipTap: joining two lines',
      async (h) => {
        await h.type(box('tiptap'), 'one\ntwo');
        await h.press('Home');
        await h.press('Backspace');
      },
      text('tiptap'),
      'onetwo',
    ],
    [
      'TipTap: replacing the text',
      async (h) => {
        await h.type(box('tiptap'), 'old');
        await h.type(box('tiptap'), 'new', { clear: true });
      },
      text('tiptap'),
      'new',
    ],
    [
      'TipTap: bold by Control+B',
      async (h) => {
        await h.type(box('tiptap'), 'abc');
        await h.press('Control', 'a');
        await h.press('Control', 'b');
      },
      'texts.tiptapHtml()',
      '<p><strong>abc</strong></p>',
    ],
    [
      'TipTap: a heading by its short form',
      (h) => h.type(box('tiptap'), '# Big'),
      'texts.tiptapHtml()',
      '<h1>Big</h1><p></p>',
    ],
    [
      'TipTap: the caret by arrow keys',
      async (h) => {
        await h.type(box('tiptap'), 'ac');
        await h.press('ArrowLeft');
        await h.press('b');
      },
      text('tiptap'),
      'abc',
    ],
    ['CodeMirror: text', (h) => h.type('.cm-content', 'let a = 1;'), text('codemirror'), 'let a = 1;'],
    ['CodeMirror: lines', (h) => h.type('.cm-content', 'one\ntwo'), text('codemirror'), 'one\ntwo'],
    [
      'CodeMirror: Backspace',
      async (h) => {
        await h.type('.cm-content', 'abc');
        await h.press('Backspace');
      },
      text('codemirror'),
      'ab',
    ],
    [
      'CodeMirror: replacing the text',
      async (h) => {
        await h.type('.cm-content', 'old');
        await h.type('.cm-content', 'new', { clear: true });
      },
      text('codemirror'),
      'new',
    ],
    [
      'CodeMirror: Control+Z',
      async (h) => {
        await h.type('.cm-content', 'abc');
        await h.press('Control', 'z');
      },
      text('codemirror'),
      '',
    ],
    ['Lexical: text', (h) => h.type(box('lexical'), 'Hello there'), text('lexical'), 'Hello there'],
    [
      'Lexical: lines',
      (h) => h.type(box('lexical'), 'one\ntwo'),
      `${text('lexical')}.replace(/\\n+/, '\\n')`,
      'one\ntwo',
    ],
    [
      'Lexical: Backspace',
      async (h) => {
        await h.type(box('lexical'), 'abc');
        await h.press('Backspace');
      },
      text('lexical'),
      'ab',
    ],
    [
      'Lexical: replacing the text',
      async (h) => {
        await h.type(box('lexical'), 'old');
        await h.type(box('lexical'), 'new', { clear: true });
      },
      text('lexical'),
      'new',
    ],
    [
      'copy from one editor into another',
      async (h) => {
        await h.type(box('quill'), 'abc');
        await h.press('Control', 'a');
        await h.press('Control', 'c');
        await h.click(box('tiptap'));
        await h.press('Control', 'v');
      },
      text('tiptap'),
      'abc',
    ],
  ]),
  ...onSite('drag', [
    [
      'SortableJS: drag and drop of HTML',
      (h) => h.drag('#sortable-One', { in: '#sortable-Two', x: 0.5, y: 0.8 }),
      "[...document.querySelector('#sortable').children].map((e) => e.textContent)",
      ['Two', 'One', 'Three'],
    ],
    [
      'SortableJS: by pointer events',
      (h) => h.drag('#fallback-One', { in: '#fallback-Two', x: 0.5, y: 0.8 }),
      "[...document.querySelector('#fallback').children].map((e) => e.textContent)",
      ['Two', 'One', 'Three'],
    ],
    [
      'dnd-kit: a card into a column',
      (h) => h.drag('#card', '#done'),
      "document.querySelector('#out').textContent",
      'done',
    ],
    [
      'dnd-kit: by keyboard',
      async (h) => {
        await h.press('Tab');
        await h.press('Enter');
        await h.press('ArrowDown');
        await h.press('ArrowDown');
        await h.press('ArrowDown');
        await h.press('Enter');
      },
      "document.querySelector('#out').textContent",
      'todo',
    ],
  ]),
];
