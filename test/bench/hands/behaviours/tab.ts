import { type Behaviour, keys, plain } from './behaviour.ts';

/** The id of what has the focus, through shadow roots and frames; the tag where it has none. */
const ACTIVE =
  '(() => { let a = document.activeElement; for (;;) { const inner = a.shadowRoot?.activeElement ?? a.contentDocument?.activeElement; if (!inner || inner.localName === "body") return a.id || a.localName; a = inner; } })()';
const tab = (name: string, html: string, chords: string, expected: string, script = '', first = '#c') =>
  plain(`Tab: ${name}`, html, keys(first, ...chords.split(' ')), ACTIVE, expected, script);
const shadow = (inside: string, options = "mode: 'open'") =>
  `document.querySelector('#host').attachShadow({ ${options} }).innerHTML = '${inside}';`;
const RADIOS = '<input type=radio name=r id=r1><input type=radio name=r id=r2>';
const FRAME = '<iframe id=f srcdoc="<input id=i><input id=j>" height=50></iframe>';
const BOX = 'style="height:40px;overflow:auto"><p style="height:300px">text</p></div>';

/** Where Tab leads. */
export const tabbing: readonly Behaviour[] = [
  tab('radio buttons of which none is checked', `<input id=c>${RADIOS}<input id=z>`, 'Tab Tab', 'z'),
  tab('back to the last of them', `${RADIOS}<input id=c>`, 'Shift+Tab', 'r2'),
  tab('into a frame', `<input id=c>${FRAME}<input id=z>`, 'Tab Tab', 'j'),
  tab('out of a frame', `<input id=c>${FRAME}<input id=z>`, 'Tab Tab Tab', 'z'),
  tab('back into a frame', `${FRAME}<input id=c>`, 'Shift+Tab', 'j'),
  tab(
    'past a host that is left out',
    '<input id=c><div id=host tabindex=-1></div><input id=z>',
    'Tab',
    'z',
    shadow('<input>'),
  ),
  tab(
    'a host that delegates its focus',
    '<input id=c><div id=host tabindex=0></div><input id=z>',
    'Tab',
    'inner',
    shadow('<input id=inner>', "mode: 'open', delegatesFocus: true"),
  ),
  tab(
    'slots in the order of the shadow tree',
    '<input id=c><div id=host><input id=s2 slot=b><input id=s1 slot=a></div><input id=z>',
    'Tab Tab Tab',
    's2',
    shadow('<slot name=a></slot><input id=mid><slot name=b></slot>'),
  ),
  tab(
    'a positive tabindex counts in its own shadow tree',
    '<input id=c><div id=host></div><input id=z>',
    'Tab Tab',
    'i1',
    shadow('<input id=i1><input id=i2 tabindex=1>'),
  ),
  tab('from where the mouse was pressed', '<input id=a><p id=c>text</p><input id=b>', 'Tab', 'b'),
  tab('back from there', '<input id=a><p id=c>text</p><input id=b>', 'Shift+Tab', 'a'),
  tab('a box that scrolls', `<input id=c><div id=s ${BOX}<input id=z>`, 'Tab', 's'),
  tab('a film with controls', '<input id=c><video id=v controls width=200></video>', 'Tab', 'v'),
  tab(
    'what only says that it is disabled',
    '<input id=c><button id=b aria-disabled=true>B</button>',
    'Tab',
    'b',
  ),
  tab(
    'an area of an image map',
    '<input id=c><img usemap=#m width=20 height=20 alt="" src="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27/%3E"><map name=m><area id=r shape=rect coords="0,0,20,20" href="#r"></map>',
    'Tab',
    'r',
  ),
  tab(
    'an open popover comes after its button',
    '<button id=c popovertarget=p>B</button><input id=a><div id=p popover><input id=in></div>',
    'Tab',
    'in',
  ),
  tab('past the last one', '<input id=a><input id=c>', 'Tab', 'body'),
  tab('and begins anew', '<input id=a><input id=c>', 'Tab Tab', 'a'),
];
