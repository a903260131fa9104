import { type Behaviour, fieldValue, keys, logged, plain } from './behaviour.ts';

const CODES = "' ' + [e.key, e.code, e.keyCode, e.which, e.charCode, e.inputType, e.data].join(',')";
const typed = (name: string, html: string, text: string, expected: string): Behaviour =>
  plain(`typing: ${name}`, html, (h) => h.type('#c', text), fieldValue('#c'), expected);
const active = 'document.activeElement.id';
const submits = (name: string, inside: string, expected: readonly string[]): Behaviour =>
  plain(
    `Enter: ${name}`,
    `<form id=form action=/sent>${inside}</form>`,
    (h) => h.type('#c', 'x', { enter: true }),
    "log.filter((line) => line !== 'click#c')",
    expected,
    `${logged('click submit', "(e.submitter ? ' by ' + e.submitter.id : '')")}document.querySelector('form').addEventListener('submit', (e) => e.preventDefault());`,
  );
const FIELD = '<input id=c value="one two three" style="width:300px">';
const TEXT = '<textarea id=c rows=5 cols=30>one\ntwo\nthree</textarea>';
export const keyboard: readonly Behaviour[] = [
  plain(
    'the events of a key',
    '<input id=c>',
    (h) => h.type('#c', 'a'),
    'log',
    [
      'keydown#c a,KeyA,65,65,0,,',
      'keypress#c a,KeyA,97,97,97,,',
      'beforeinput#c ,,,0,,insertText,a',
      'input#c ,,,0,,insertText,a',
      'keyup#c a,KeyA,65,65,0,,',
    ],
    logged('keydown keypress beforeinput input keyup', CODES),
  ),
  typed('a line of text', '<input id=c>', 'Hello, world', 'Hello, world'),
  typed('accents, other scripts, emoji', '<input id=c>', 'ñé漢字🙂', 'ñé漢字🙂'),
  typed('no more than maxlength', '<input id=c maxlength=3>', 'abcdef', 'abc'),
  typed('a number', '<input id=c type=number step=any>', '-12.5', '-12.5'),
  typed('letters into a number', '<input id=c type=number>', '1a2', '12'),
  typed('an e-mail address', '<input id=c type=email>', 'a.b@c.test', 'a.b@c.test'),
  typed('a password', '<input id=c type=password>', 'pa$$', 'pa$$'),
  typed('lines into a textarea', '<textarea id=c></textarea>', 'one\ntwo', 'one\ntwo'),
  typed('into a read-only field', '<input id=c readonly value=a>', 'b', 'a'),
  plain(
    'typing: what a keydown handler prevents',
    '<input id=c>',
    (h) => h.type('#c', 'abc'),
    fieldValue('#c'),
    'ac',
    "document.querySelector('#c').onkeydown = (e) => { if (e.key === 'b') e.preventDefault(); };",
  ),
  plain(
    'typing: a page that moves on after each digit',
    '<input id=c maxlength=1><input id=d maxlength=1><input id=e maxlength=1>',
    (h) => h.type('#c', '123'),
    "[...document.querySelectorAll('input')].map((i) => i.value)",
    ['1', '2', '3'],
    "addEventListener('input', (e) => e.target.nextElementSibling?.focus());",
  ),
  plain(
    'typing: a page that acts on keyCode',
    '<input id=c>',
    (h) => h.type('#c', 'a1', { enter: true }),
    'log',
    [65, 49, 13],
    "document.querySelector('#c').onkeydown = (e) => log.push(e.keyCode);",
  ),
  plain(
    'typing: in the place of what was there',
    '<input id=c value=old>',
    (h) => h.type('#c', 'new', { clear: true }),
    fieldValue('#c'),
    'new',
  ),
  plain(
    'typing: an editable region',
    '<div id=c contenteditable style="min-height:40px"></div>',
    (h) => h.type('#c', 'one\ntwo'),
    "document.querySelector('#c').innerText",
    'one\ntwo',
  ),
  plain(
    'typing: a prevented beforeinput',
    '<div id=c contenteditable style="min-height:40px"></div>',
    (h) => h.type('#c', 'ab'),
    "[document.querySelector('#c').textContent, log]",
    ['', ['a', 'b']],
    "document.querySelector('#c').addEventListener('beforeinput', (e) => { e.preventDefault(); log.push(e.data); });",
  ),
  submits(
    'the form’s first submit button',
    '<input id=c><button type=button>No</button><button id=go>Go</button>',
    ['click#go', 'submit#form by go'],
  ),
  submits('one field, no button', '<input id=c>', ['submit#form']),
  submits('two fields, no button', '<input id=c><input>', []),
  submits('a disabled button', '<input id=c><button disabled>Go</button>', []),
  submits('what is invalid is not sent', '<input id=c pattern=y+><button id=go>Go</button>', ['click#go']),
  submits('a button outside the form', '<input id=c></form><button id=go form=form>Go</button>', [
    'click#go',
    'submit#form by go',
  ]),
  plain(
    'Enter: the form’s page opens',
    '<form action=/found><input id=c name=q></form>',
    (h) => h.type('#c', 'mug', { enter: true }),
    'location.pathname + location.search',
    '/found?q=mug',
  ),
  plain(
    'Enter: a link',
    '<a id=c href="#x" tabindex=0>L</a>',
    async (h) => {
      await h.press('Tab');
      await h.press('Enter');
    },
    'location.hash',
    '#x',
  ),
  plain(
    'Enter: a summary',
    '<details id=d><summary>S</summary>D</details>',
    async (h) => {
      await h.press('Tab');
      await h.press('Enter');
    },
    "document.querySelector('#d').open",
    true,
  ),
  plain(
    'Space: a button',
    '<button id=c>B</button>',
    async (h) => {
      await h.press('Tab');
      await h.press(' ');
    },
    'log',
    ['click#c 0'],
    logged('click', "' ' + e.detail"),
  ),
  plain(
    'Space: a check box',
    '<input id=c type=checkbox>',
    async (h) => {
      await h.press('Tab');
      await h.press(' ');
    },
    "document.querySelector('#c').checked",
    true,
  ),
  plain(
    'Tab: the order',
    '<input id=a><input id=n tabindex=-1><div id=d tabindex=0>D</div><a id=e href="#e">E</a><input id=f tabindex=1>',
    async (h) => {
      for (let i = 0; i < 4; i++) await h.press('Tab');
    },
    active,
    'e',
  ),
  plain('Tab: backwards', '<input id=a><input id=b><input id=c>', keys('#c', 'Shift+Tab'), active, 'b'),
  plain(
    'Tab: selects the next field’s text',
    '<input id=c><input id=d value=abc>',
    keys('#c', 'Tab', 'x'),
    fieldValue('#d'),
    'x',
  ),
  plain(
    'Tab: past the other radio buttons',
    '<input id=a><input type=radio name=r id=r1><input type=radio name=r id=r2 checked><input id=z>',
    keys('#a', 'Tab', 'Tab'),
    active,
    'z',
  ),
  plain(
    'Tab: into a shadow root and on',
    '<input id=a><div id=host></div><input id=z>',
    keys('#a', 'Tab', 'Tab'),
    active,
    'z',
    "document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<input id=inner>';",
  ),
  plain(
    'Tab: stays in an open dialog',
    '<input id=a><dialog id=d><button id=x>X</button><button id=y>Y</button></dialog>',
    keys('#x', 'Tab'),
    active,
    'y',
    "document.querySelector('#d').showModal();",
  ),
  plain(
    'Escape: a dialog',
    '<dialog id=d>D</dialog>',
    (h) => h.press('Escape'),
    "[document.querySelector('#d').open, log]",
    [false, ['cancel#d', 'close#d']],
    `${logged('cancel close')}document.querySelector('#d').showModal();`,
  ),
  plain(
    'Escape: a popover',
    '<div id=d popover>D</div>',
    (h) => h.press('Escape'),
    "document.querySelector('#d').matches(':popover-open')",
    false,
    "document.querySelector('#d').showPopover();",
  ),
  plain(
    'Escape: a search field',
    '<input id=c type=search value=abc>',
    keys('#c', 'Escape'),
    fieldValue('#c'),
    '',
  ),
  plain(
    'arrows: the caret',
    FIELD,
    keys('#c', 'End', 'ArrowLeft', 'ArrowLeft', '-', 'Home', 'ArrowRight', '+'),
    fieldValue('#c'),
    'o+ne two thr-ee',
  ),
  plain(
    'arrows: lines of a textarea',
    TEXT,
    keys('#c', 'Control+Home', 'ArrowDown', '-', 'End', '!'),
    fieldValue('#c'),
    'one\n-two!\nthree',
  ),
  plain(
    'arrows: with Shift they select',
    FIELD,
    keys('#c', 'Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'x'),
    fieldValue('#c'),
    'xe two three',
  ),
  plain(
    'arrows: with Control over words',
    FIELD,
    keys('#c', 'Home', 'Control+ArrowRight', '-'),
    fieldValue('#c'),
    'one- two three',
  ),
  plain(
    'arrows: Shift+Home selects to the start',
    FIELD,
    keys('#c', 'End', 'Shift+Home', 'x'),
    fieldValue('#c'),
    'x',
  ),
  plain(
    'arrows: Shift+End in an editable region',
    '<div id=c contenteditable>one two</div>',
    keys('#c', 'Home', 'Shift+End', 'x'),
    "document.querySelector('#c').textContent",
    'x',
  ),
  plain(
    'arrows: radio buttons',
    '<input type=radio name=r id=a><input type=radio name=r id=b>',
    keys('#a', 'ArrowDown'),
    "[document.querySelector('#b').checked, document.activeElement.id, log]",
    [true, 'b', ['input#a', 'change#a', 'input#b', 'change#b']],
    logged('input change'),
  ),
  plain(
    'arrows: a closed list',
    '<input id=a><select id=c><option>One<option>Two</select>',
    keys('#a', 'Tab', 'ArrowDown'),
    `[${fieldValue('#c')}, log]`,
    ['Two', ['input#c', 'change#c']],
    logged('input change'),
  ),
  plain(
    'typing ahead in a closed list',
    '<input id=a><select id=c><option>One<option>Two<option>Three</select>',
    keys('#a', 'Tab', 't', 'h'),
    fieldValue('#c'),
    'Three',
  ),
  plain(
    'arrows: a list of many choices',
    '<input id=a><select id=c multiple><option>One<option>Two</select>',
    keys('#a', 'Tab', 'ArrowDown', 'ArrowDown'),
    "[...document.querySelector('#c').selectedOptions].map((o) => o.value)",
    ['Two'],
  ),
  plain(
    'arrows: a number',
    '<input id=c type=number value=4 step=2>',
    keys('#c', 'ArrowUp'),
    `[${fieldValue('#c')}, log]`,
    ['6', ['input#c', 'change#c']],
    logged('input change'),
  ),
  plain(
    'arrows: a slider',
    '<input id=a><input id=c type=range min=0 max=10 value=5>',
    keys('#a', 'Tab', 'ArrowRight', 'ArrowRight', 'ArrowDown'),
    `[${fieldValue('#c')}, log.length]`,
    ['6', 6],
    logged('input change'),
  ),
  plain(
    'PageUp, Home and End: a slider',
    '<input id=a><input id=c type=range>',
    keys('#a', 'Tab', 'Home', 'PageUp'),
    fieldValue('#c'),
    '10',
  ),
  plain(
    'arrows: scroll the page',
    '<div style="height:5000px"></div>',
    async (h) => {
      await h.press('ArrowDown');
    },
    'scrollY > 0',
    true,
  ),
  plain(
    'PageDown: scrolls the page',
    '<div style="height:9000px"></div>',
    (h) => h.press('PageDown'),
    'Math.abs(scrollY / innerHeight - 0.875) < 0.03',
    true,
  ),
  plain(
    'End and Home: the page',
    '<div style="height:5000px"></div>',
    async (h) => {
      await h.press('End');
      await new Promise((r) => setTimeout(r, 500));
      await h.press('Home');
    },
    '[log.length > 0, scrollY]',
    [true, 0],
    "addEventListener('scroll', () => scrollY > 3000 && log.push(1));",
  ),
  plain(
    'Space and Shift+Space: the page',
    '<div style="height:9000px"></div>',
    (h) => h.press(' '),
    'Math.abs(scrollY / innerHeight - 0.875) < 0.03',
    true,
  ),
  plain(
    'PageDown: in a textarea',
    `<textarea id=c rows=5>${'line\n'.repeat(60)}</textarea>`,
    keys('#c', 'Control+Home', 'PageDown'),
    "document.querySelector('#c').selectionStart > 0",
    true,
  ),
  plain(
    'Backspace and Delete',
    FIELD,
    keys('#c', 'End', 'Backspace', 'Home', 'Delete'),
    `[${fieldValue('#c')}, log]`,
    ['ne two thre', ['deleteContentBackward', 'deleteContentForward']],
    "addEventListener('input', (e) => log.push(e.inputType));",
  ),
  plain(
    'Control+Backspace and Control+Delete: a word',
    FIELD,
    keys('#c', 'End', 'Control+Backspace', 'Home', 'Control+Delete'),
    `[${fieldValue('#c')}, log]`,
    [' two ', ['deleteWordBackward', 'deleteWordForward']],
    "addEventListener('input', (e) => log.push(e.inputType));",
  ),
  plain('Control+A: select all, then type', FIELD, keys('#c', 'Control+a', 'x'), fieldValue('#c'), 'x'),
  plain(
    'Control+A: the page',
    '<p>one</p><p>two</p>',
    (h) => h.press('Control', 'a'),
    'getSelection().toString()',
    'one\n\ntwo',
  ),
  plain(
    'Control+Z and Control+Y',
    '<input id=c>',
    async (h) => {
      await h.type('#c', 'ab');
      await h.press('Control', 'z');
    },
    `${fieldValue('#c')} !== 'ab'`,
    true,
  ),
  plain(
    'copy and paste',
    '<input id=c value=abc><input id=d>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v', 'Control+v'),
    `[${fieldValue('#d')}, log]`,
    ['abcabc', ['copy#c', 'paste#d', 'paste#d']],
    logged('copy cut paste'),
  ),
  plain(
    'cut and paste',
    '<input id=c value=abc><textarea id=d></textarea>',
    keys('#c', 'Control+a', 'Control+x', 'Tab', 'Control+v'),
    `[${fieldValue('#c')}, ${fieldValue('#d')}, log]`,
    ['', 'abc', ['cut#c', 'deleteByCut', 'paste#d', 'insertFromPaste']],
    `${logged('copy cut paste')}addEventListener('input', (e) => log.push(e.inputType));`,
  ),
  plain(
    'paste into a page that takes it over',
    '<input id=c value="a,b"><div id=d tabindex=0>Drop</div>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v'),
    'log',
    ['a,b'],
    "document.querySelector('#d').addEventListener('paste', (e) => { e.preventDefault(); log.push(e.clipboardData.getData('text/plain')); });",
  ),
  plain(
    'a page that fills what is copied',
    '<p id=p>text</p><input id=c><input id=d>',
    keys('#c', 'Control+c', 'Tab', 'Control+v'),
    fieldValue('#d'),
    'from the page',
    "addEventListener('copy', (e) => { e.preventDefault(); e.clipboardData.setData('text/plain', 'from the page'); });",
  ),
  plain(
    'bold in an editable region',
    '<div id=c contenteditable>abc</div>',
    keys('#c', 'Control+a', 'Control+b'),
    "document.querySelector('#c b, #c strong')?.textContent ?? ''",
    'abc',
  ),
  plain(
    'a shortcut of the page',
    '<p>P</p>',
    (h) => h.press('Control', 'k'),
    'log',
    ['k true KeyK 75'],
    "addEventListener('keydown', (e) => { if (e.key === 'k') { e.preventDefault(); log.push([e.key, e.ctrlKey, e.code, e.keyCode].join(' ')); } });",
  ),
  plain(
    'an upper-case letter with Shift',
    '<input id=c>',
    keys('#c', 'Shift+A'),
    `[${fieldValue('#c')}, log]`,
    ['A', ['Shift', 'A true']],
    "addEventListener('keydown', (e) => log.push(e.key + (e.key === 'A' ? ' ' + e.shiftKey : '')));",
  ),
];
