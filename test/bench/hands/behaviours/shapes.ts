import { type Behaviour, fieldValue, logged, plain } from './behaviour.ts';

const RANGE = '<input id=c type=range';
const slider = (name: string, html: string, x: number, y: number, expected: number): Behaviour =>
  plain(
    `a slider, ${name}`,
    html,
    (h) => h.click({ in: '#c', x, y }),
    `Math.abs(${fieldValue('#c')} - ${expected}) <= 2`,
    true,
  );
const SELECT = "getSelection().selectAllChildren(document.querySelector('#p'));";

/** Controls that are turned, scaled or padded, and what a press on them leaves as it is. */
export const shapes: readonly Behaviour[] = [
  slider(
    'turned',
    `<div style="margin:120px">${RANGE} style="width:200px;transform:rotate(90deg)"></div>`,
    0.5,
    0.9,
    93,
  ),
  slider(
    'turned back',
    `<div style="margin:120px">${RANGE} style="width:200px;transform:rotate(-90deg)"></div>`,
    0.5,
    0.9,
    7,
  ),
  slider(
    'scaled',
    `<div style="transform:scale(2);transform-origin:0 0">${RANGE} style="width:200px"></div>`,
    0.9,
    0.5,
    93,
  ),
  slider('enlarged by zoom', `<div style="zoom:2">${RANGE} style="width:200px"></div>`, 0.75, 0.5, 77),
  slider('padded', `${RANGE} style="width:200px;padding:0 40px;border:2px solid">`, 0.75, 0.5, 89),
  plain(
    'a press on the thumb of a slider moves nothing',
    `${RANGE} style="width:200px" value=50>`,
    (h) => h.click({ in: '#c', x: 0.52, y: 0.5 }),
    `[${fieldValue('#c')}, log]`,
    ['50', ['click#c']],
    logged('input change click'),
  ),
  plain(
    'the cross of an enlarged search field',
    '<div style="zoom:2"><input id=c type=search value=old style="width:200px;height:30px"></div>',
    (h) => h.click({ in: '#c', x: 0.95, y: 0.5 }),
    fieldValue('#c'),
    '',
  ),
  plain(
    'a button leaves what is selected',
    '<p id=p>hello</p><button id=c>B</button>',
    (h) => h.click('#c'),
    '[getSelection().toString(), log]',
    ['hello', ['click#c']],
    `${SELECT}${logged('click')}`,
  ),
  plain(
    'a double click on a button selects no word',
    '<button id=c>word</button><p>text</p>',
    (h) => h.doubleClick('#c'),
    '[getSelection().toString(), log]',
    ['', ['dblclick#c']],
    logged('dblclick'),
  ),
  plain(
    'a check box in a fixed part of an editor takes the focus',
    '<div contenteditable>abc <span contenteditable=false><input id=c type=checkbox></span></div>',
    (h) => h.click('#c'),
    "[document.activeElement.id, document.querySelector('#c').checked]",
    ['c', true],
  ),
  plain(
    'the text of a host that delegates its focus',
    '<div id=c></div>',
    (h) => h.click({ in: '#c', x: 0.1, y: 0.2 }),
    "document.querySelector('#c').shadowRoot.activeElement?.id",
    'inner',
    "document.querySelector('#c').attachShadow({ mode: 'open', delegatesFocus: true }).innerHTML = '<p>text</p><input id=inner>';",
  ),
  plain(
    'the backdrop of a dialog leaves the focus in it',
    '<dialog id=d>D</dialog>',
    (h) => h.click({ in: 'html', x: 0.05, y: 0.5 }),
    '[document.activeElement.id, log]',
    ['d', ['click#d']],
    `document.querySelector('#d').showModal();${logged('click')}`,
  ),
  plain(
    'how far the mouse has moved',
    '<div id=a style="height:50px">A</div><div id=b style="height:50px">B</div>',
    async (h) => {
      await h.hover('#a');
      await h.hover('#b');
    },
    'log.at(-1)',
    'mousemove#b true',
    logged('mousemove', "' ' + (Math.abs(e.movementY - 50) <= 2)"),
  ),
];
