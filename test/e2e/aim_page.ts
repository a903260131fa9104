/** One target of the aim page: what it is called, its colour, and where it lives. */
export interface Target {
  name: string;
  colour: readonly [number, number, number];
  markup: string;
}

/** No two alike and none grey; what is drawn between two of them matches neither. */
const colourOf = (index: number) =>
  [(index * 37 + 40) % 256, (index * 91 + 10) % 256, 200 - index * 11] as const;
const css = (index: number) => `rgb(${colourOf(index).join(',')})`;

const block = (index: number, name: string) =>
  `<button aria-label="${name}" style="all:unset;display:block;width:40px;height:40px;background:${css(index)}"></button>`;
const body = (inside: string) => `<body style="margin:6px;background:#fff">${inside}</body>`;
const frame = (attributes: string, style = '') =>
  `<iframe ${attributes} style="border:3px solid #000;padding:2px;width:56px;height:56px;${style}"></iframe>`;
const shadow = (inside: string, mode = 'open') =>
  `<div><template shadowrootmode="${mode}">${inside}</template></div>`;
const quoted = (markup: string) => markup.replaceAll('"', '&quot;');

const CELLS: readonly [name: string, make: (index: number, name: string) => string][] = [
  ['plain', block],
  ['open shadow roots', (i, name) => shadow(shadow(block(i, name)))],
  ['closed shadow root', (i, name) => shadow(block(i, name), 'closed')],
  ['frame of this origin', (i, name) => frame(`srcdoc="${quoted(body(block(i, name)))}"`)],
  ['frame of another site', (i) => frame(`src="http://other.test/${i}"`)],
  ['frame in a frame', (i) => frame(`src="http://nest.test/${i}"`)],
  ['turned frame', (i) => frame(`src="http://other.test/${i}"`, 'rotate:12deg;transform:scale(.9)')],
  ['sandboxed frame', (i, name) => frame(`sandbox srcdoc="${quoted(body(block(i, name)))}"`)],
  ['zoomed frame', (i) => frame(`src="http://other.test/${i}"`, 'zoom:.8')],
  ['frame in a shadow root', (i) => shadow(frame(`src="http://other.test/${i}"`))],
  [
    'under glass',
    (i, name) =>
      `<div style="position:relative">${block(i, name)}<div style="position:absolute;inset:0;pointer-events:none"></div></div>`,
  ],
  [
    'label',
    (i, name) =>
      `<label style="display:block;width:40px;height:40px;background:${css(i)}"><input type=checkbox aria-label="${name}" style="opacity:0;position:absolute"></label>`,
  ],
  [
    'scrolled box',
    (i, name) =>
      `<div class=scrolled dir=rtl style="width:64px;height:60px;overflow:auto"><div style="height:400px"></div>${block(i, name)}<div style="height:400px"></div></div>`,
  ],
];

export const TARGETS: readonly Target[] = CELLS.map(([name, make], index) => ({
  name,
  colour: colourOf(index),
  markup: make(index, name),
}));

/** The page and those of its frames, by address. Long, and scrolled down a little, so that it has a scrollbar. */
export function aimPages(direction: 'ltr' | 'rtl'): [address: string, markup: string][] {
  const cells = TARGETS.map(({ markup }) => `<div style="width:72px;height:76px">${markup}</div>`);
  const top = `<html dir=${direction}><body style="margin:0"><div style="height:130px"></div>
    <div style="display:flex;flex-wrap:wrap;width:440px">${cells.join('')}</div><div style="height:3000px"></div>
    <script>addEventListener('load', () => {
      for (const box of document.querySelectorAll('.scrolled')) box.scrollTop = 395;
      scrollTo(0, 123);
    })</script>`;
  const frames = TARGETS.map(({ name }, index): [string, string][] => [
    [`http://other.test/${index}`, body(block(index, name))],
    [
      `http://nest.test/${index}`,
      `<body style="margin:0"><iframe src="http://other.test/${index}" style="border:0;width:56px;height:56px"></iframe>`,
    ],
  ]);
  return [[`http://site.test/${direction}`, top], ...frames.flat()];
}
