import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hands, openHands } from './hands/open.ts';

/** Acting inside frames of other sites, at depth, with the rules' eyes on the very element. */
let hands: Hands;

const FORM = `<body style="margin:0"><label>Name <input id=field></label><button id=send>Send</button>
`;

beforeAll(async () => {
  hands = await openHands();
  hands.pages.set('http://form.test/', FORM + DRAGGED);
  hands.pages.set(
    'http://between.test/',
    '<body style="margin:0"><iframe src="http://form.test/" style="border:0;margin:20px 0 0 30px"></iframe>',
  );
  hands.pages.set(
    'http://site.test/',
    `<body style="margin:0"><iframe src="http://between.test/" style="margin:50px;border:4px solid;width:500px;height:260px"></iframe>
     <div><template shadowrootmode=open><iframe src="http://form.test/?a" style="width:200px;height:60px"></iframe>
     <iframe src="http://form.test/?b" style="width:200px;height:60px"></iframe></template></div>`,
  );
  await hands.page.goto('http://site.test/');
});
afterAll(() => hands?.close());

/** A box that follows the mouse while it is pressed. */
const DRAGGED = `<div id=box style="position:absolute;left:10px;top:60px;width:40px;height:40px;background:#36c"></div><script>
  const box = document.querySelector('#box');
  box.onmousedown = (down) => {
    const [x, y] = [down.clientX - box.offsetLeft, down.clientY - box.offsetTop];
    document.onmousemove = (e) => { box.style.left = e.clientX - x + 'px'; box.style.top = e.clientY - y + 'px'; };
    document.onmouseup = () => { document.onmousemove = null; };
  };</script>`;

const inner = () => hands.page.frameLocator('iframe').first().frameLocator('iframe').first();
async function middle(selector: string) {
  const box = await inner().locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('a click, typed text and a key reach a frame in a frame', async () => {
  const field = await middle('#field');
  const facts = await hands.facts(field);
  expect(facts).toMatchObject({ role: 'textbox', name: 'Name', url: 'http://form.test/' });
  const judged = { tag: 'input', role: 'textbox', name: 'Name' };
  const typing = { kind: 'type', text: 'Ada', pressEnter: false, deleteExisting: false } as const;
  const typed = await hands.act({ ...typing, point: field }, judged);
  expect(typed).toMatchObject({ kind: 'page', hit: judged });
  expect(typed).toMatchObject({
    changes: expect.arrayContaining([{ what: 'value', after: 'Ada', masked: false }]),
  });
  expect(await inner().locator('#field').inputValue()).toBe('Ada');
  // What has the focus is found there, too: the rules judge it, and the key goes to it.
  expect(await hands.facts(null)).toMatchObject({ name: 'Name' });
  await hands.act({ kind: 'key', keys: ['Backspace'] }, judged);
  expect(await inner().locator('#field').inputValue()).toBe('Ad');
});

test('nothing in it is clicked that the rules have not judged', async () => {
  const send = await middle('#send');
  expect(await hands.act({ kind: 'click', point: send }, null)).toMatchObject({
    reason: 'changed_since_judged',
  });
  const other = { tag: 'button', role: 'button', name: 'Pay' };
  expect(await hands.act({ kind: 'click', point: send }, other)).toMatchObject({
    reason: 'changed_since_judged',
  });
  const judged = { tag: 'button', role: 'button', name: 'Send' };
  expect(await hands.act({ kind: 'click', point: send }, judged)).toMatchObject({
    kind: 'page',
    hit: judged,
  });
});

test('what is stopped before it has left never leaves, to no frame', async () => {
  const clicks = `globalThis.clicks = []; addEventListener('click', (e) => clicks.push(e.target.id), true)`;
  await inner().locator('body').evaluate(clicks);
  const point = await middle('#send');
  const judged = { tag: 'button', role: 'button', name: 'Send' };
  expect(await hands.stop({ kind: 'click', point }, judged)).toBe('AbortError');
  // An action that was not stopped and goes the same way is behind it.
  const field = await middle('#field');
  await hands.act({ kind: 'click', point: field });
  expect(await inner().locator('body').evaluate('clicks')).toEqual(['field']);
});

test('a drag inside it lands; one out of it is refused', async () => {
  const from = await middle('#box');
  const to = { x: from.x + 90, y: from.y + 25 };
  expect(await hands.act({ kind: 'drag', from, to })).toMatchObject({ kind: 'page' });
  const at = await middle('#box');
  expect({ x: Math.round(at.x), y: Math.round(at.y) }).toEqual({ x: Math.round(to.x), y: Math.round(to.y) });
  expect(await hands.act({ kind: 'drag', from: at, to: { x: 10, y: 10 } })).toMatchObject({
    kind: 'refused',
    reason: 'cross_origin_frame',
  });
});

test('what is copied in one frame is pasted in another, and on the next page', async () => {
  const field = await middle('#field');
  const typing = { kind: 'type', pressEnter: false, deleteExisting: true } as const;
  const judged = { tag: 'input', role: 'textbox', name: 'Name' };
  await hands.act({ ...typing, point: field, text: 'Ada' }, judged);
  await hands.act({ kind: 'key', keys: ['Control', 'a'] });
  await hands.act({ kind: 'key', keys: ['Control', 'c'] });
  hands.pages.set('http://notes.test/', '<textarea id=note autofocus></textarea>');
  await hands.deed({ kind: 'visit', url: 'http://notes.test/' });
  await hands.page.locator('#note:focus').waitFor();
  await hands.act({ kind: 'key', keys: ['Control', 'v'] });
  expect(await hands.page.locator('#note').inputValue()).toBe('Ada');
  await hands.forget();
  await hands.page.goto('http://site.test/');
  await hands.page.goto('http://notes.test/');
  await hands.page.locator('#note:focus').waitFor();
  await hands.act({ kind: 'key', keys: ['Control', 'v'] });
  expect(await hands.page.locator('#note').inputValue()).toBe('');
  await hands.page.goto('http://site.test/');
});

test('two frames that cannot be told apart are not guessed between', async () => {
  const frame = hands.page.locator('iframe').nth(1);
  const box = await frame.boundingBox();
  const point = { x: (box?.x ?? 0) + 40, y: (box?.y ?? 0) + 15 };
  expect(await hands.facts(point)).toBeNull();
  expect(await hands.act({ kind: 'click', point })).toMatchObject({
    kind: 'refused',
    reason: 'cross_origin_frame',
    detail: expect.stringContaining('cannot be told'),
  });
});

test('the cursor is drawn by the top frame and is in no screenshot, nor is a caret in a frame', async () => {
  const field = await middle('#field');
  const judged = { tag: 'input', role: 'textbox', name: 'Name' };
  await hands.act({ kind: 'click', point: field }, judged);
  expect(await hands.page.locator('sidefara-cursor').count()).toBe(1);
  expect(await inner().locator('sidefara-cursor').count()).toBe(0);
  const shots = [await hands.observe(), await hands.observe(), await hands.observe()];
  expect(new Set(shots.map(({ pixels }) => pixels)).size).toBe(1);
});
