import { type Behaviour, fieldValue, logged, plain } from './behaviour.ts';

const MOUSE = 'pointerdown mousedown pointerup mouseup click dblclick contextmenu auxclick';
const FIELDS = "' ' + [e.button, e.buttons, e.detail].join(',')";
const active = 'document.activeElement.id';

export const pointer: readonly Behaviour[] = [
  plain(
    'the events of a click',
    '<button id=b>B</button>',
    (h) => h.click('#b'),
    'log',
    ['pointerdown#b 0,1,0', 'mousedown#b 0,1,1', 'pointerup#b 0,0,0', 'mouseup#b 0,0,1', 'click#b 0,0,1'],
    logged(MOUSE, FIELDS),
  ),
  plain(
    'the events of a double click',
    '<button id=b>B</button>',
    (h) => h.doubleClick('#b'),
    'log',
    ['click#b 0,0,1', 'click#b 0,0,2', 'dblclick#b 0,0,2'],
    logged('click dblclick', FIELDS),
  ),
  plain(
    'the events of a right click',
    '<button id=b>B</button>',
    (h) => h.rightClick('#b'),
    'log',
    [
      'pointerdown#b 2,2,0',
      'mousedown#b 2,2,1',
      'contextmenu#b 2,2,0',
      'pointerup#b 2,0,0',
      'mouseup#b 2,0,1',
      'auxclick#b 2,0,1',
    ],
    logged(MOUSE, FIELDS),
  ),
  plain(
    'where the mouse is',
    '<div id=b style="position:absolute;left:100px;top:50px;width:200px;height:100px">B</div>',
    (h) => h.click('#b'),
    'log',
    ['click#b true true'],
    logged(
      'click',
      "' ' + (Math.hypot(e.clientX - 200, e.clientY - 100) < 1.5) + ' ' + (Math.hypot(e.offsetX - 100, e.offsetY - 50) < 1.5)",
    ),
  ),
  plain('a link', '<a id=b href="#there">B</a>', (h) => h.click('#b'), 'location.hash', '#there'),
  plain(
    'a link that leads to another page',
    '<a id=b href="/next">B</a>',
    (h) => h.click('#b'),
    'location.pathname',
    '/next',
  ),
  plain(
    'a check box',
    '<input id=b type=checkbox>',
    (h) => h.click('#b'),
    "document.querySelector('#b').checked",
    true,
  ),
  plain(
    'a label around a check box',
    '<label id=b>Yes <input id=c type=checkbox></label>',
    (h) => h.click({ in: '#b', x: 0.1, y: 0.5 }),
    "document.querySelector('#c').checked",
    true,
  ),
  plain(
    'the label of a radio button',
    '<input id=c type=radio name=r><label id=b for=c>Yes</label>',
    (h) => h.click('#b'),
    "document.querySelector('#c').checked",
    true,
  ),
  plain(
    'the label of a field gives it the focus',
    '<label id=b for=c>Name</label><input id=c>',
    (h) => h.click('#b'),
    active,
    'c',
  ),
  plain(
    'a prevented mousedown leaves the focus',
    '<input id=c><button id=b>B</button>',
    async (h) => {
      await h.click('#c');
      await h.click('#b');
    },
    active,
    'c',
    "document.querySelector('#b').onmousedown = (e) => e.preventDefault();",
  ),
  plain(
    'focus and change events when the focus leaves',
    '<input id=c><input id=d>',
    async (h) => {
      await h.type('#c', 'x');
      await h.click('#d');
    },
    'log',
    ['focus#c', 'focusin#c', 'change#c', 'blur#c', 'focusout#c', 'focus#d', 'focusin#d'],
    logged('focus focusin blur focusout change'),
  ),
  plain(
    'a button whose mousedown moves it away',
    '<div id=a style="padding:40px"><button id=b>B</button></div>',
    (h) => h.click('#b'),
    'log',
    ['click#a'],
    `${logged('click')}document.querySelector('#b').onmousedown = (e) => { e.target.style.marginLeft = '300px'; };`,
  ),
  plain(
    'a disabled button',
    '<button id=b disabled>B</button><p id=after></p>',
    (h) => h.click('#b'),
    'log',
    [],
    logged('click'),
  ),
  plain(
    'a summary',
    '<details id=d><summary id=b>B</summary>D</details>',
    (h) => h.click('#b'),
    "document.querySelector('#d').open",
    true,
  ),
  plain(
    'a shape inside an SVG',
    '<svg width=200 height=200><g id=g><circle id=b cx=100 cy=100 r=50 /></g></svg>',
    (h) => h.click('#b'),
    'log',
    ['click#b'],
    logged('click'),
  ),
  plain(
    'a link inside an SVG',
    '<svg width=200 height=50><a id=a href="#svg"><text id=b y=30>Link</text></a></svg>',
    (h) => h.click('#b'),
    'location.hash',
    '#svg',
  ),
  plain(
    'an icon of paths inside a button',
    '<button id=b><svg id=s width=24 height=24><path d="M0 0h24v24H0z"/></svg></button>',
    (h) => h.click('#s'),
    'log',
    ['button'],
    "document.querySelector('#b').onclick = (e) => log.push(e.currentTarget.localName);",
  ),
  plain(
    'through an overlay that lets the mouse pass',
    '<button id=b>B</button><div style="position:fixed;inset:0;pointer-events:none"></div>',
    (h) => h.click('#b'),
    'log',
    ['click#b'],
    logged('click'),
  ),
  plain(
    'an area of an image map',
    '<img usemap=#m width=200 height=100 alt="" src="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 width=%27200%27 height=%27100%27/%3E" id=i><map name=m><area shape=rect coords="100,0,200,100" href="#right"></map>',
    (h) => h.click({ in: '#i', x: 0.75, y: 0.5 }),
    'location.hash',
    '#right',
  ),
  plain(
    'a button in a frame of the same site',
    '<iframe id=f srcdoc="<button id=b style=margin:50px onclick=parent.log.push(1)>B</button>"></iframe>',
    (h) => h.click({ in: '#f', x: 0.28, y: 0.45 }),
    'log.length',
    1,
  ),
  plain(
    'a field in an open shadow root',
    '<div id=host></div>',
    (h) => h.type('#inner', 'ab'),
    "document.querySelector('#host').shadowRoot.querySelector('input').value",
    'ab',
    "document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<input id=inner>';",
  ),
  ...(['open', 'closed'] as const).map((mode) =>
    plain(
      `the text of a web component, in the button that shows it (${mode})`,
      '<x-part id=part style="display:inline-block">Save</x-part>',
      (h) => h.click('#part'),
      'log',
      ['button', 'part'],
      `const root = document.querySelector('#part').attachShadow({ mode: '${mode}' });
       root.innerHTML = '<button style="padding:20px"><slot></slot></button>';
       root.querySelector('button').onclick = () => log.push('button');
       document.querySelector('#part').onclick = () => log.push('part');`,
    ),
  ),
  plain(
    'a popover opened by its button and closed by a click elsewhere',
    '<button id=b popovertarget=p>B</button><div id=p popover>P</div><p id=e style="margin-top:200px">Else</p>',
    async (h) => {
      await h.click('#b');
      await h.click('#e');
    },
    'log',
    ['open', 'closed'],
    "document.querySelector('#p').ontoggle = (e) => log.push(e.newState);",
  ),
  plain(
    'a dialog closed by a click outside it',
    '<dialog id=d closedby=any>D</dialog>',
    (h) => h.click({ in: 'html', x: 0.1, y: 0.9 }),
    "document.querySelector('#d').open",
    false,
    "document.documentElement.style.height = '100%'; document.querySelector('#d').showModal();",
  ),
  plain(
    'a slider clicked at three quarters',
    '<input id=r type=range style="width:416px" min=0 max=100>',
    (h) => h.click({ in: '#r', x: 0.75, y: 0.5 }),
    `[Math.abs(${fieldValue('#r')} - 75) <= 1, log]`,
    [true, ['input#r', 'change#r']],
    logged('input change'),
  ),
  plain(
    'a slider dragged to its end',
    '<input id=r type=range style="width:416px" min=0 max=100 value=20>',
    (h) => h.drag({ in: '#r', x: 0.212, y: 0.5 }, { in: '#r', x: 0.99, y: 0.5 }),
    `[${fieldValue('#r')}, log.includes('input#r'), log.at(-1)]`,
    ['100', true, 'change#r'],
    logged('input change'),
  ),
  plain(
    'an option of a list that shows several',
    '<select id=s size=4><option id=o1>One<option id=o2>Two<option>Three</select>',
    (h) => h.click('#o2'),
    `[${fieldValue('#s')}, log]`,
    ['Two', ['input#s', 'change#s']],
    logged('input change'),
  ),
  plain(
    'an option of a list of many choices',
    '<select id=s multiple size=4><option id=o1 selected>One<option id=o2>Two<option id=o3>Three</select>',
    (h) => h.click('#o3'),
    "[...document.querySelector('#s').selectedOptions].map((o) => o.id)",
    ['o3'],
  ),
  plain(
    'the arrows of a number field',
    '<input id=n type=number value=4 style="width:100px;height:30px;font-size:20px">',
    (h) => h.click({ in: '#n', x: 0.92, y: 0.25 }),
    fieldValue('#n'),
    '5',
  ),
  plain(
    'the cross of a search field',
    '<input id=q type=search value=old style="width:200px;height:30px">',
    (h) => h.click({ in: '#q', x: 0.95, y: 0.5 }),
    fieldValue('#q'),
    '',
  ),
  plain(
    'a form’s reset button',
    '<form><input id=c value=a><button id=b type=reset>R</button></form>',
    async (h) => {
      await h.type('#c', 'xyz');
      await h.click('#b');
    },
    fieldValue('#c'),
    'a',
  ),
  plain(
    'a double click selects a word',
    '<input id=c value="one two" style="font:20px monospace;width:200px">',
    (h) => h.doubleClick({ in: '#c', x: 0.12, y: 0.5 }),
    "[document.querySelector('#c').selectionStart, document.querySelector('#c').selectionEnd]",
    [0, 3],
  ),
  plain(
    'a double click selects a word of the text',
    '<p id=c style="font:20px monospace">one two</p>',
    (h) => h.doubleClick({ in: '#c', x: 0.015, y: 0.5 }),
    'getSelection().toString().trim()',
    'one',
  ),
  plain(
    'a click puts the caret where it points',
    '<input id=c value="abcdef" style="font:20px monospace;width:300px;padding:0;border:0">',
    async (h) => {
      await h.click({ in: '#c', x: 36 / 300, y: 0.5 });
      await h.press('-');
    },
    fieldValue('#c'),
    'abc-def',
  ),
  plain(
    'a menu of the page at the right button',
    '<div id=b style="padding:50px">B</div><div id=m hidden>Menu</div>',
    (h) => h.rightClick('#b'),
    "document.querySelector('#m').hidden",
    false,
    "document.querySelector('#b').oncontextmenu = (e) => { e.preventDefault(); document.querySelector('#m').hidden = false; };",
  ),
];
