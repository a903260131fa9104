import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtExtension } from '../../src/cli/start/build.ts';
import { type Hands, openHands } from './hands/open.ts';

/** The build with the debugger's permission, with site access granted as in all tests, on pages that ask `isTrusted`. */
let folder: string;
let hands: Hands;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidefara-debugger-'));
  await cp(await builtExtension(console.log), folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { permissions: string[] };
  manifest.permissions.push('debugger');
  await writeFile(path, JSON.stringify(manifest));
  hands = await openHands({ extensionDir: folder });
  hands.pages.set(
    'http://site.test/',
    `<body style="margin:0"><canvas id=canvas width=200 height=100></canvas><br><input id=field aria-label=Field>
     <input id=old aria-label=Old value=before><div style="height:3000px"></div>
     <script>
       const log = [];
       for (const type of ['pointerdown', 'click', 'keydown', 'input', 'wheel'])
         addEventListener(type, (e) => log.push(e.type + ' ' + e.isTrusted), { passive: true });
       canvas.onclick = (e) => { if (e.isTrusted) document.title = 'drawn ' + e.offsetX + ',' + e.offsetY };
     </script>`,
  );
  await hands.page.goto('http://site.test/');
  await hands.observe();
});
afterAll(async () => {
  await hands?.close();
  await rm(folder, { recursive: true, force: true });
});

const log = () => hands.page.evaluate<string[]>('log.splice(0)');
async function judgedAt(id: string) {
  const box = await hands.page.locator(`#${id}`).boundingBox();
  const point = { x: (box?.x ?? 0) + 50, y: (box?.y ?? 0) + 8 };
  const facts = await hands.facts(point);
  if (!facts) throw new Error(`nothing at #${id}`);
  return { point, judged: { tag: facts.tag, role: facts.role, name: facts.name } };
}

test.each([1, 1.5])(
  'a canvas that heeds only real clicks is hit where it was aimed at, at page zoom %d',
  async (zoom) => {
    await hands.worker.evaluate(([id, factor]) => chrome.tabs.setZoom(id, factor), [
      hands.tabId,
      zoom,
    ] as const);
    await expect.poll(() => hands.page.evaluate('devicePixelRatio')).toBe(zoom);
    await log();
    const { judged } = await judgedAt('canvas');
    await hands.act({ kind: 'click', point: { x: 60, y: 40 } }, judged);
    expect(await hands.page.title()).toBe('drawn 60,40');
    expect(await log()).toEqual(['pointerdown true', 'click true']);
    await hands.worker.evaluate((id) => chrome.tabs.setZoom(id, 1), hands.tabId);
    await expect.poll(() => hands.page.evaluate('devicePixelRatio')).toBe(1);
  },
);

test('a double click and a right click are what they are called', async () => {
  const { point, judged } = await judgedAt('canvas');
  await hands.page.evaluate(
    "window.seen = []; for (const type of ['dblclick', 'contextmenu']) canvas.addEventListener(type, (e) => { e.preventDefault(); seen.push(type + e.button + e.isTrusted) })",
  );
  await hands.act({ kind: 'click', point, count: 2 }, judged);
  await hands.act({ kind: 'click', point, button: 'right' }, judged);
  expect(await hands.page.evaluate('seen')).toEqual(['dblclick0true', 'contextmenu2true']);
  await log();
});

test('text, keys and the wheel are real, too, and what changed is reported', async () => {
  const { point, judged } = await judgedAt('old');
  const typing = { kind: 'type', text: 'Añ 1', pressEnter: false, deleteExisting: true } as const;
  expect(await hands.act({ ...typing, point }, judged)).toMatchObject({
    kind: 'page',
    hit: judged,
    changes: expect.arrayContaining([{ what: 'value', after: 'Añ 1', masked: false }]),
  });
  await hands.act({ kind: 'key', keys: ['Backspace'] }, judged);
  expect(await hands.page.locator('#old').inputValue()).toBe('Añ ');
  await hands.act({ kind: 'scroll', point: { x: 60, y: 300 }, deltaY: 400 });
  await expect.poll(() => hands.page.evaluate('scrollY')).toBeGreaterThan(0);
  const events = await log();
  expect(events).toContain('wheel true');
  expect(events.filter((event) => event.endsWith('false'))).toEqual([]);
});

test('what the rules did not judge is not clicked', async () => {
  await hands.page.evaluate('scrollTo(0, 0)');
  const { point } = await judgedAt('field');
  const other = { tag: 'button', role: 'button', name: 'Pay' };
  for (const expected of [other, null]) {
    expect(await hands.act({ kind: 'click', point }, expected)).toMatchObject({
      kind: 'refused',
      reason: 'changed_since_judged',
    });
  }
});

test('what is stopped before it has left never leaves', async () => {
  const { point, judged } = await judgedAt('old');
  await log();
  const typing = { kind: 'type', point, text: 'x', pressEnter: true, deleteExisting: false } as const;
  expect(await hands.stop(typing, judged)).toBe('AbortError');
  await hands.act({ kind: 'click', point }, judged);
  expect(await log()).toEqual(['pointerdown true', 'click true']);
});

test('Enter stays out of a field that nobody has judged, and a button is not typed at', async () => {
  hands.pages.set(
    'http://fake.test/',
    `<div id=fake role=button>Write a comment…</div><div id=order role=button>Order</div>
     <input id=real aria-label=Comment><button id=pay onclick="document.title = 'paid'">Pay</button>
     <script>
       const log = [];
       addEventListener('keydown', (e) => log.push(e.key));
       fake.onclick = () => real.focus();
       order.onclick = () => pay.focus();
     </script>`,
  );
  await hands.page.goto('http://fake.test/');
  await hands.observe();
  const typing = { kind: 'type', text: 'a b', pressEnter: true, deleteExisting: false } as const;
  const fake = await judgedAt('fake');
  expect(await hands.act({ ...typing, point: fake.point }, fake.judged)).toMatchObject({
    leftOut: expect.stringContaining('Enter was left out'),
  });
  expect(await log()).toEqual(['a', ' ', 'b']);
  const order = await judgedAt('order');
  expect(await hands.act({ ...typing, point: order.point }, order.judged)).toMatchObject({
    leftOut: expect.stringContaining('Nothing was typed'),
  });
  expect(await log()).toEqual([]);
  expect(await hands.page.title()).toBe('');
});

test('what a hover brings under the mouse is not clicked, and is judged by the next look', async () => {
  hands.pages.set(
    'http://hover.test/',
    `<style>#card { position: relative; width: 300px; height: 150px } #buy { display: none; position: absolute; inset: 0 }
       #card:hover #buy { display: block } .tip { visibility: hidden } #save:hover .tip { visibility: visible }</style>
     <div id=card><a id=product role=button tabindex=0>Blue mug</a><button id=buy onclick="document.title = 'bought'">Buy now</button></div>
     <p><button id=save onclick="document.title = 'saved'">Save it for later <i class=tip>Keeps it</i></button>`,
  );
  await hands.page.goto('http://hover.test/');
  await hands.page.mouse.move(700, 500);
  await hands.observe();
  const product = await hands.page.locator('#product').boundingBox();
  const point = { x: (product?.x ?? 0) + 5, y: (product?.y ?? 0) + 5 };
  const judged = { tag: 'a', role: 'button', name: 'Blue mug' };
  expect(await hands.act({ kind: 'click', point }, judged)).toMatchObject({ reason: 'changed_since_judged' });
  expect(await hands.page.title()).toBe('');
  expect(await hands.facts(point)).toMatchObject({ name: 'Buy now' });
  const save = await judgedAt('save');
  expect(await hands.act({ kind: 'click', point: save.point }, save.judged)).toMatchObject({ kind: 'page' });
  expect(await hands.page.title()).toBe('saved');
});

test('a dialog that is the first thing a page does is dismissed and told, once', async () => {
  hands.pages.set('http://early.test/', '<script>alert("First")</script><p>Here</p>');
  await hands.deed({ kind: 'visit', url: 'http://early.test/' });
  await hands.page.getByText('Here').waitFor();
  expect((await hands.observe()).news).toEqual([{ what: 'dialog', kind: 'alert', text: 'First' }]);
  expect((await hands.observe()).news).toBeUndefined();
});
