import { type Behaviour, logged, plain } from './behaviour.ts';

const BOXES =
  '<div id=a draggable=true style="width:100px;height:50px;background:#dde">A</div><div id=z style="width:300px;height:100px;margin-top:40px;background:#ded">Z</div>';

/** Dragging, hovering and the wheel. */
export const moving: readonly Behaviour[] = [
  plain(
    'drag and drop of HTML',
    BOXES,
    (h) => h.drag('#a', '#z'),
    'log',
    ['dragstart', 'dropped text/plain card', 'dragend'],
    `const [a, z] = [document.querySelector('#a'), document.querySelector('#z')];
    a.ondragstart = (e) => { log.push('dragstart'); e.dataTransfer.setData('text/plain', 'card'); e.dataTransfer.effectAllowed = 'move'; };
    z.ondragover = (e) => { e.preventDefault(); e.dataTransfer.dropEffect = 'move'; };
    z.ondrop = (e) => { e.preventDefault(); log.push('dropped ' + e.dataTransfer.types + ' ' + e.dataTransfer.getData('text/plain')); };
    a.ondragend = (e) => log.push('dragend');`,
  ),
  {
    ...plain(
      'the source of a drop is told what was done with it',
      BOXES,
      (h) => h.drag('#a', '#z'),
      'log',
      ['move'],
      `const [a, z] = [document.querySelector('#a'), document.querySelector('#z')];
    a.ondragstart = (e) => { e.dataTransfer.setData('text/plain', 'card'); e.dataTransfer.effectAllowed = 'move'; };
    z.ondragover = (e) => { e.preventDefault(); e.dataTransfer.dropEffect = 'move'; };
    z.ondrop = (e) => e.preventDefault();
    a.ondragend = (e) => log.push(e.dataTransfer.dropEffect);`,
    ),
    reason: 'A script cannot make a DataTransfer that has an effect: dropEffect reads "none" throughout.',
  },
  plain(
    'a drop nobody takes',
    BOXES,
    (h) => h.drag('#a', '#z'),
    'log',
    ['dragstart#a', 'dragend#a'],
    logged('dragstart drop dragend'),
  ),
  {
    ...plain(
      'a box dragged with pointer capture, under what lies above it',
      '<div id=a style="position:absolute;left:20px;top:20px;width:50px;height:50px;background:#dde">A</div><div id=z style="position:absolute;left:300px;top:200px;width:50px;height:50px">Z</div>',
      (h) => h.drag('#a', '#z'),
      "[Math.abs(document.querySelector('#a').offsetLeft - 300) <= 1, Math.abs(document.querySelector('#a').offsetTop - 200) <= 1]",
      [true, true],
      `const a = document.querySelector('#a');
    a.onpointerdown = (e) => { try { a.setPointerCapture(e.pointerId); } catch {} a.grip = [e.offsetX, e.offsetY]; };
    a.onpointermove = (e) => { if (!e.buttons) return; a.style.left = e.clientX - a.grip[0] + 'px'; a.style.top = e.clientY - a.grip[1] + 'px'; };`,
    ),
    reason: 'A script’s pointer cannot be captured, and a script is not told that the page asked for it.',
  },
  plain(
    'a box dragged with pointer capture, ready for touch',
    '<div id=a style="touch-action:none;position:absolute;left:20px;top:20px;width:50px;height:50px;background:#dde">A</div><div id=z style="position:absolute;left:300px;top:200px;width:50px;height:50px">Z</div>',
    (h) => h.drag('#a', '#z'),
    "[Math.abs(document.querySelector('#a').offsetLeft - 300) <= 1, Math.abs(document.querySelector('#a').offsetTop - 200) <= 1]",
    [true, true],
    `const a = document.querySelector('#a');
    a.onpointerdown = (e) => { try { a.setPointerCapture(e.pointerId); } catch {} a.grip = [e.offsetX, e.offsetY]; };
    a.onpointermove = (e) => { if (!e.buttons) return; a.style.left = e.clientX - a.grip[0] + 'px'; a.style.top = e.clientY - a.grip[1] + 'px'; };`,
  ),
  plain(
    'a box dragged by listeners on the document',
    '<div id=a style="position:absolute;left:20px;top:20px;width:50px;height:50px;background:#dde">A</div><div id=z style="position:absolute;left:300px;top:200px;width:50px;height:50px">Z</div>',
    (h) => h.drag('#a', '#z'),
    "Math.abs(document.querySelector('#a').offsetLeft - 300) <= 1",
    true,
    `const a = document.querySelector('#a');
    a.onmousedown = (down) => {
      const move = (e) => { a.style.left = e.clientX - down.offsetX + 'px'; };
      document.addEventListener('mousemove', move);
      document.addEventListener('mouseup', () => document.removeEventListener('mousemove', move), { once: true });
    };`,
  ),
  plain(
    'text selected by dragging over it',
    '<p id=p style="font:20px monospace;margin:0;width:600px">abcdef ghijkl</p>',
    (h) => h.drag({ in: '#p', x: 1 / 600, y: 0.5 }, { in: '#p', x: 72.5 / 600, y: 0.5 }),
    'getSelection().toString()',
    'abcdef',
  ),
  plain(
    'hover events',
    '<div id=a style="padding:20px"><b id=b>B</b></div><i id=c>C</i>',
    async (h) => {
      await h.hover('#b');
      await h.hover('#c');
    },
    'log',
    [
      'pointerenter#a',
      'pointerenter#b',
      'mouseenter#a',
      'mouseenter#b',
      'pointerleave#b',
      'pointerleave#a',
      'pointerenter#c',
      'mouseleave#b',
      'mouseleave#a',
      'mouseenter#c',
    ],
    "for (const e of document.querySelectorAll('[id]')) for (const t of ['pointerenter', 'pointerleave', 'mouseenter', 'mouseleave']) e.addEventListener(t, () => log.push(t + '#' + e.id));",
  ),
  plain(
    'a menu shown by :hover',
    '<style>#m { display: none } #a:hover #m { display: block }</style><div id=a>Menu<div id=m><button id=b>Item</button></div></div>',
    async (h) => {
      await h.hover({ in: '#a', x: 0.01, y: 0.5 });
      await h.click('#b');
    },
    'log',
    ['click#b'],
    logged('click'),
  ),
  plain(
    'what :hover showed is gone when the mouse leaves',
    '<style>#m { visibility: hidden } #a:hover > #m { visibility: visible }</style><div id=a>Menu <span id=m>Item</span></div><p id=c>C</p>',
    async (h) => {
      await h.hover({ in: '#a', x: 0.01, y: 0.5 });
      await h.hover('#c');
    },
    "[getComputedStyle(document.querySelector('#m')).visibility, document.querySelectorAll('#a[data-sidefara-hover]').length]",
    ['hidden', 0],
  ),
  plain(
    'a :hover rule inside @media and :is()',
    '<style>@media (min-width: 100px) { :is(#a, #z):hover { color: rgb(1, 2, 3) } }</style><p id=a>A</p>',
    (h) => h.hover('#a'),
    "getComputedStyle(document.querySelector('#a')).color",
    'rgb(1, 2, 3)',
  ),
  plain(
    'the wheel scrolls the page',
    '<div style="height:5000px"></div>',
    (h) => h.scroll(null, 400),
    'scrollY',
    400,
  ),
  plain(
    'the wheel scrolls the box under the pointer',
    '<div id=a style="height:200px;overflow:auto"><div style="height:3000px"></div></div><div style="height:3000px"></div>',
    (h) => h.scroll('#a', 400),
    "[document.querySelector('#a').scrollTop, scrollY]",
    [400, 0],
  ),
  plain(
    'a box at its end hands the wheel on',
    '<div id=a style="height:200px;overflow:auto"><div style="height:201px"></div></div><div style="height:3000px"></div>',
    async (h) => {
      await h.scroll('#a', 100);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await h.scroll('#a', 400);
    },
    '[document.querySelector("#a").scrollTop, scrollY]',
    [1, 400],
  ),
  plain(
    'a box that contains its overscroll does not',
    '<div id=a style="height:200px;overflow:auto;overscroll-behavior:contain"><div style="height:300px"></div></div><div style="height:3000px"></div>',
    async (h) => {
      await h.scroll('#a', 100);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await h.scroll('#a', 400);
    },
    '[document.querySelector("#a").scrollTop, scrollY]',
    [100, 0],
  ),
  plain(
    'a textarea scrolls',
    `<textarea id=a rows=4>${'line\n'.repeat(100)}</textarea>`,
    (h) => h.scroll('#a', 200),
    "document.querySelector('#a').scrollTop",
    200,
  ),
  plain(
    'a page that takes the wheel over',
    '<div id=a style="height:300px">Map</div><div style="height:3000px"></div>',
    (h) => h.scroll('#a', -400),
    'log',
    ['-400 0'],
    "document.querySelector('#a').addEventListener('wheel', (e) => { e.preventDefault(); log.push(e.deltaY + ' ' + e.deltaMode); }, { passive: false });",
  ),
];
