import { type Behaviour, both, fieldValue, keys, logged, plain } from './behaviour.ts';

const LIST =
  '<select id=c multiple size=4><option id=o1>One<option id=o2>Two<option id=o3>Three<option id=o4>Four</select>';
/** Chromium shows it as a drop-down. */
const ONE_LINE = LIST.replace('size=4', 'size=1 style="margin:20px"');
const chosen = "[...document.querySelector('#c').selectedOptions].map((o) => o.value)";
const typed = (name: string, html: string, text: string, expected: string): Behaviour =>
  plain(name, html, (h) => h.type('#c', text), fieldValue('#c'), expected);
/** For `script`: a form's sending is logged and goes nowhere. */
const sending = (types: string) =>
  `${logged(types)}document.forms[0].addEventListener('submit', (e) => e.preventDefault());`;

/** Kinds of field and control that the libraries of synthetic input treat apart, or miss. */
export const fields: readonly Behaviour[] = [
  plain(
    'several options of a list of many choices, by the mouse',
    LIST,
    both(
      async (h) => {
        await h.click('#o1');
        await h.choose('Three');
        await h.choose('Four');
      },
      async (h) => {
        await h.click('#o1');
        await h.controlClick('#o3');
        await h.controlClick('#o4');
      },
    ),
    chosen,
    ['One', 'Three', 'Four'],
  ),
  plain(
    'several options of a list of many choices in one line',
    ONE_LINE,
    both(
      async (h) => {
        await h.click('#c');
        await h.choose('Three');
        await h.choose('Four');
        await h.choose('Three');
        await h.choose('One');
        await h.press('Escape');
      },
      async (h) => {
        await h.click('#c');
        for (const id of ['#o3', '#o4', '#o3', '#o1']) await h.click(id);
        await h.press('Escape');
      },
    ),
    `[${chosen}, document.activeElement.id, log]`,
    [['One', 'Four'], 'c', Array.from({ length: 4 }, () => ['input#c', 'change#c']).flat()],
    logged('input change'),
  ),
  plain(
    'several options of a list of many choices in one line, by keys',
    ONE_LINE,
    keys('#c', 'Home', 'Enter', 'ArrowDown', 'ArrowDown', 'Enter', 'Escape'),
    `[${chosen}, log.length]`,
    [['One', 'Three'], 4],
    logged('input change'),
  ),
  plain(
    'an arrow in a closed list of many choices in one line',
    ONE_LINE.replace('<option id=o2>', '<option id=o2 selected>').replace(
      '<option id=o4>',
      '<option id=o4 selected>',
    ),
    keys('#c', 'Escape', 'ArrowDown'),
    `[${chosen}, log]`,
    [['Three'], ['input#c', 'change#c']],
    logged('input change'),
  ),
  plain(
    'several options, by Shift and arrows',
    LIST,
    keys('#o1', 'Escape', 'Shift+ArrowDown', 'Shift+ArrowDown'),
    chosen,
    ['One', 'Two', 'Three'],
  ),
  plain('all options, by Control+A', LIST, keys('#o1', 'Escape', 'Control+a'), chosen, [
    'One',
    'Two',
    'Three',
    'Four',
  ]),
  plain('End in a list of many choices', LIST, keys('#o1', 'Escape', 'End'), chosen, ['Four']),
  plain('typing ahead in a list of many choices', LIST, keys('#o1', 'Escape', 'T', 'h'), chosen, ['Three']),
  plain('Control+Space takes away', LIST, keys('#o1', 'Escape', 'Shift+ArrowDown', 'Control+ '), chosen, [
    'One',
  ]),
  typed('an exponent in a number field', '<input id=c type=number>', '1e3', '1e3'),
  typed('a decimal number', '<input id=c type=number step=any>', '-1.5', '-1.5'),
  typed('beyond maxlength in a textarea', '<textarea id=c maxlength=3></textarea>', 'abcdef', 'abc'),
  typed('an email field', '<input id=c type=email value=x>', 'ann@a.test', 'xann@a.test'),
  typed('a telephone field', '<input id=c type=tel>', '+49 30', '+49 30'),
  typed('an address field', '<input id=c type=url>', 'https://a.test', 'https://a.test'),
  typed('two lines into a textarea', '<textarea id=c></textarea>', 'a\nb', 'a\nb'),
  plain(
    'a line end sends a form of one line',
    '<form id=f><input id=c></form>',
    (h) => h.type('#c', 'a\n'),
    'log',
    ['submit#f'],
    sending('submit'),
  ),
  plain(
    'Enter in a form of two fields without a button',
    '<form id=f><input id=c><input id=d></form>',
    (h) => h.type('#c', 'a', { enter: true }),
    'log',
    [],
    sending('submit'),
  ),
  plain(
    'Enter on a check box sends its form',
    '<form id=f><input id=c type=checkbox><button id=b>Go</button></form>',
    keys('#c', 'Enter'),
    'log',
    ['click#c', 'click#b', 'submit#f'],
    sending('click submit'),
  ),
  plain(
    'Enter in a disabled button’s form',
    '<form id=f><input id=c><button id=b disabled>Go</button></form>',
    (h) => h.type('#c', 'a', { enter: true }),
    'log',
    [],
    sending('submit'),
  ),
  plain(
    'Enter tells of the change first',
    '<form id=f><input id=c><button id=b>Go</button></form>',
    (h) => h.type('#c', 'a', { enter: true }),
    'log',
    ['change#c', 'click#b', 'submit#f'],
    `${logged('change submit')}addEventListener('click', (e) => e.target.id === 'b' && log.push('click#b'), true);document.forms[0].onsubmit = (e) => e.preventDefault();`,
  ),
  plain(
    'a prevented pointerdown gives no mouse events but a click',
    '<button id=b>B</button>',
    (h) => h.click('#b'),
    'log',
    ['pointerdown#b', 'pointerup#b', 'click#b'],
    `${logged('pointerdown mousedown pointerup mouseup click')}document.querySelector('#b').onpointerdown = (e) => e.preventDefault();`,
  ),
  plain(
    'a button in a disabled fieldset',
    '<fieldset disabled><button id=b type=button>B</button></fieldset>',
    (h) => h.click('#b'),
    'log',
    [],
    logged('click'),
  ),
  plain(
    'a control in the legend of a disabled fieldset',
    '<fieldset disabled><legend><input id=c type=checkbox></legend></fieldset>',
    (h) => h.click('#c'),
    "document.querySelector('#c').checked",
    true,
  ),
  plain(
    'the text of a disabled button',
    '<button id=b disabled><span id=s>Text</span></button>',
    (h) => h.click('#s'),
    'log',
    [],
    logged('click'),
  ),
  plain(
    'a radio button chosen again',
    '<input id=c type=radio name=r checked>',
    (h) => h.click('#c'),
    'log',
    ['click#c'],
    logged('click input change'),
  ),
  plain(
    'a prevented click leaves a check box',
    '<input id=c type=checkbox>',
    (h) => h.click('#c'),
    "document.querySelector('#c').checked",
    false,
    "document.querySelector('#c').onclick = (e) => e.preventDefault();",
  ),
  plain(
    'a check box that shows neither',
    '<input id=c type=checkbox>',
    (h) => h.click('#c'),
    "[document.querySelector('#c').checked, document.querySelector('#c').indeterminate]",
    [true, false],
    "document.querySelector('#c').indeterminate = true;",
  ),
  plain(
    'a symbol drawn by use',
    '<svg width=0 height=0><symbol id=sym viewBox="0 0 10 10"><rect width=10 height=10 /></symbol></svg><button id=b><svg id=s width=60 height=60><use href="#sym"></use></svg></button>',
    (h) => h.click('#s'),
    "log.some((l) => l === 'click at b')",
    true,
    "document.querySelector('#b').onclick = () => log.push('click at b');",
  ),
  plain(
    'an SVG shape that takes the focus',
    '<svg width=100 height=60><rect id=r tabindex=0 width=100 height=60 /></svg>',
    (h) => h.click('#r'),
    'document.activeElement.id',
    'r',
  ),
  plain(
    'a key on a focused SVG shape',
    '<svg width=100 height=60><rect id=r tabindex=0 role=button width=100 height=60 /></svg>',
    keys('#r', 'Enter'),
    'log',
    ['keydown#r'],
    logged('keydown'),
  ),
  plain(
    'a slider of ARIA dragged',
    '<div id=t style="position:relative;width:200px;height:20px;background:#ddd"><div id=k role=slider tabindex=0 style="position:absolute;width:20px;height:20px;background:#36c"></div></div>',
    (h) => h.drag('#k', { in: '#t', x: 0.75, y: 0.5 }),
    "Math.abs(document.querySelector('#k').offsetLeft - 140) <= 2",
    true,
    "const k = document.querySelector('#k'); k.onmousedown = (d) => { const s = d.clientX - k.offsetLeft; const m = (e) => { k.style.left = e.clientX - s + 'px'; }; addEventListener('mousemove', m); addEventListener('mouseup', () => removeEventListener('mousemove', m), { once: true }); };",
  ),
  plain(
    'an upright slider',
    '<input id=c type=range style="writing-mode:vertical-lr;height:200px">',
    (h) => h.click({ in: '#c', x: 0.5, y: 0.9 }),
    `Math.abs(${fieldValue('#c')} - 93) <= 2`,
    true,
  ),
  plain(
    'a slider with steps and bounds',
    '<input id=c type=range min=10 max=20 step=5 value=10 style="width:200px">',
    (h) => h.click({ in: '#c', x: 0.5, y: 0.5 }),
    fieldValue('#c'),
    '15',
  ),
  plain(
    'a region that is not editable in one that is',
    '<div id=c contenteditable>abc<span id=n contenteditable=false>fixed</span></div>',
    (h) => h.type('#n', 'x'),
    "document.querySelector('#n').textContent",
    'fixed',
  ),
  plain(
    'plain text only',
    '<div id=c contenteditable=plaintext-only>ab</div>',
    (h) => h.type('#c', 'c\nd'),
    "document.querySelector('#c').innerText.trim()",
    'abc\nd',
  ),
  plain(
    'a document in design mode',
    '<p id=c>abc</p>',
    (h) => h.type('#c', 'x'),
    "document.querySelector('#c').textContent.length",
    4,
    "document.designMode = 'on';",
  ),
  plain(
    'copied from a rich text into a field',
    '<div id=c contenteditable><b>bold</b> text</div><input id=d>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v'),
    fieldValue('#d'),
    'bold text',
  ),
  plain(
    'copied with its markup',
    '<div id=c contenteditable><b>bold</b></div><div id=d contenteditable></div>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v'),
    "document.querySelector('#d').innerHTML.includes('bold')",
    true,
  ),
  plain(
    'pasted markup stays markup',
    '<div id=c contenteditable><b>bold</b></div><div id=d contenteditable></div>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v'),
    "getComputedStyle(document.querySelector('#d b, #d span') ?? document.body).fontWeight",
    '700',
  ),
  plain(
    'a password is not copied',
    '<input id=c type=password value=secret><input id=d>',
    keys('#c', 'Control+a', 'Control+c', 'Tab', 'Control+v'),
    `${fieldValue('#d')}.includes('secret')`,
    false,
  ),
  plain(
    'Shift+Insert pastes, Control+Insert copies',
    '<input id=c value=abc><input id=d>',
    keys('#c', 'Control+a', 'Control+Insert', 'Tab', 'Shift+Insert'),
    fieldValue('#d'),
    'abc',
  ),
  plain(
    'Control+Shift+Z',
    '<input id=c>',
    async (h) => {
      await h.type('#c', 'ab');
      await h.press('Control', 'z');
      await h.press('Control', 'Shift', 'z');
    },
    fieldValue('#c'),
    'ab',
  ),
  plain('Escape in a full text', '<input id=c value=abc>', keys('#c', 'Escape'), fieldValue('#c'), 'abc'),
  plain(
    'the label of a list gives it the focus',
    '<label id=l for=c>List</label> <select id=c><option>One</select>',
    (h) => h.click('#l'),
    'document.activeElement.id',
    'c',
  ),
  plain(
    'a details in a details',
    '<details id=a open><summary>A</summary><details id=b><summary id=s>B</summary>b</details></details>',
    (h) => h.click('#s'),
    "[document.querySelector('#a').open, document.querySelector('#b').open]",
    [true, true],
  ),
  plain(
    'one of a group of details',
    '<details id=a name=g open><summary>A</summary></details><details id=b name=g><summary id=s>B</summary></details>',
    (h) => h.click('#s'),
    "[document.querySelector('#a').open, document.querySelector('#b').open]",
    [false, true],
  ),
  plain(
    'a button that commands a dialog',
    '<button id=b commandfor=d command=show-modal>B</button><dialog id=d>D</dialog>',
    (h) => h.click('#b'),
    "document.querySelector('#d').open",
    true,
  ),
  plain(
    'a button of another form',
    '<form id=f></form><button id=b form=f>B</button>',
    (h) => h.click('#b'),
    'log',
    ['submit#f'],
    sending('submit'),
  ),
  plain(
    'an image button',
    '<form id=f><input id=c type=image alt=Go style="width:40px;height:20px"></form>',
    (h) => h.click('#c'),
    'log',
    ['submit#f'],
    sending('submit'),
  ),
  plain(
    'a field that fails its check is told, and nothing is sent',
    '<form id=f><input id=c required><button id=b>Go</button></form>',
    (h) => h.click('#b'),
    'log',
    ['invalid#c'],
    sending('submit invalid'),
  ),
  plain(
    'an editor that is the whole body of a frame',
    '<iframe id=f srcdoc="<body contenteditable><p id=p>abc</p>" style="width:300px;height:150px"></iframe>',
    async (h) => {
      await h.click({ in: '#f', x: 0.5, y: 0.8 });
      await h.type(null, 'd');
      await h.press('Shift', 'ArrowLeft');
      await h.press('Control', 'b');
    },
    "document.querySelector('#f').contentDocument.querySelector('b')?.textContent",
    'd',
  ),
  plain(
    'Tab to an editable region and on',
    '<input id=a><div id=c contenteditable>abc</div><input id=d>',
    keys('#a', 'Tab', 'Tab'),
    'log',
    ['focusin#a', 'focusin#c', 'focusin#d'],
    logged('focusin'),
  ),
];
