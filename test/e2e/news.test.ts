import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageAction } from '../../src/protocol/content.ts';
import { type Hands, openHands } from './hands/open.ts';

/** What a screenshot cannot show: the task's tab goes on, and what happened is told. */
let hands: Hands;

beforeAll(async () => {
  hands = await openHands();
});
afterAll(() => hands?.close());

/** Shows a page with a script of its own, watched as a task's is, with its first news told. */
async function show(body: string, script = '', address = 'http://site.test/'): Promise<void> {
  hands.pages.set(address, `<body style="margin:20px">${body}<script>${script}</script>`);
  await hands.page.goto(address);
  await hands.observe();
}

async function press(name: string): Promise<void> {
  const box = await hands.page
    .getByRole('button', { name })
    .or(hands.page.getByRole('link', { name }))
    .boundingBox();
  if (!box) throw new Error(`${name} is not shown`);
  const action: PageAction = {
    kind: 'click',
    point: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
  };
  await hands.act(action);
}

const news = async () => (await hands.observe()).news;

test('dialogs are dismissed, and what they said is told', async () => {
  await show(
    '<button onclick="ask()">Ask</button>',
    'function ask() { alert("Hello"); document.title = JSON.stringify([confirm("Sure?"), prompt("Name?", "x")]) }',
  );
  await press('Ask');
  expect(await hands.page.title()).toBe('[false,null]');
  expect(await news()).toEqual([
    { what: 'dialog', kind: 'alert', text: 'Hello' },
    { what: 'dialog', kind: 'confirm', text: 'Sure?' },
    { what: 'dialog', kind: 'prompt', text: 'Name?' },
  ]);
  expect(await news()).toBeUndefined();
});

test('also in frames of other sites, and on a page that is gone to', async () => {
  hands.pages.set('http://other.test/', '<script>setTimeout(() => alert("From the frame"), 300)</script>');
  hands.pages.set(
    'http://next.test/',
    '<p>Next</p><script>setTimeout(() => alert("Welcome"), 1500)</script>',
  );
  await show('<iframe src="http://other.test/"></iframe>');
  await expect
    .poll(news, { timeout: 15_000 })
    .toEqual([{ what: 'dialog', kind: 'alert', text: 'From the frame' }]);
  await hands.deed({ kind: 'visit', url: 'http://next.test/' });
  await expect.poll(news, { timeout: 15_000 }).toEqual([{ what: 'dialog', kind: 'alert', text: 'Welcome' }]);
});

test('a page sees nothing of it, and gets everything back', async () => {
  await show('<button onclick="alert(1)">Ask</button>');
  const look = () =>
    hands.page.evaluate(() => ({
      names: Object.getOwnPropertyNames(window).filter((name) => !/^(__playwright|0)/.test(name)).length,
      alert: [
        alert.name,
        alert.length,
        /native code/.test(String(alert)),
        Object.keys(Object.getOwnPropertyDescriptor(window, 'alert') ?? {}),
      ],
      elements: document.querySelectorAll('*').length,
    }));
  const watched = await look();
  await hands.letGo();
  const free = await look();
  expect({ ...watched, elements: 0 }).toEqual({ ...free, elements: 0 });
  const dialog = hands.page.waitForEvent('dialog');
  const pressed = hands.page.getByRole('button').click();
  expect((await dialog).message()).toBe('1');
  await (await dialog).dismiss();
  await pressed;
});

test('a file chooser, also one behind a button, is left to the person', async () => {
  await show(
    '<input type=file aria-label=File><button onclick="f.click()">Upload</button>',
    'const f = document.createElement("input"); f.type = "file"',
  );
  await press('Upload');
  expect(await news()).toEqual([{ what: 'file_chooser' }]);
});

test('a permission that the browser asks for is told', async () => {
  // Pages that are not secure are never asked about.
  const where = '<button onclick="navigator.geolocation.getCurrentPosition(() => {})">Where am I</button>';
  await show(where, '', 'https://safe.test/');
  await press('Where am I');
  expect(await news()).toEqual([{ what: 'permission', name: 'geolocation' }]);
});

test.each([
  ['at once', 'window.open("http://new.test/page", "_blank", "width=300")'],
  ['later', 'const w = window.open("", "pop"); setTimeout(() => { w.location = "/../page"; w.focus() }, 50)'],
])('a new window opens in this tab: %s', async (_, code) => {
  hands.pages.set('http://new.test/page', '<title>New</title>');
  hands.pages.set('http://site.test/page', '<title>New</title>');
  await show(`<button onclick='${code}'>Open</button>`);
  await press('Open');
  const told: string[] = [];
  const title = async () => {
    const seen = await hands.observe();
    told.push(...(seen.news ?? []).map(({ what }) => what));
    return seen.title;
  };
  await expect.poll(title, { timeout: 15_000 }).toBe('New');
  expect(told).toEqual(['window']);
  expect(hands.context.pages()).toHaveLength(2);
});

test('a frame of another site opens a window in this tab only where it was acted in', async () => {
  const address = 'http://new.test/page';
  hands.pages.set(address, '<title>New</title>');
  hands.pages.set(
    'http://other.test/',
    `<body style="margin:0"><button style="width:200px;height:80px" onclick="window.open('${address}')">Open</button>`,
  );
  await show('<iframe src="http://other.test/" style="border:0;width:300px;height:200px"></iframe>');
  const frame = hands.page.frames().find((one) => one.url() === 'http://other.test/');
  expect(await frame?.evaluate(`open('${address}?unasked').closed`)).toBe(false);
  expect(await news()).toEqual([{ what: 'window', url: `${address}?unasked`, opened: false }]);
  expect(hands.page.url()).toBe('http://site.test/');
  const point = { x: 60, y: 50 };
  await hands.act({ kind: 'click', point }, await hands.facts(point));
  expect(await news()).toEqual([{ what: 'window', url: address }]);
  await expect.poll(() => hands.page.url(), { timeout: 15_000 }).toBe(address);
});

test('a link whose address is a script runs it in the page, once, unless the page prevents it', async () => {
  await show(
    `<a href="javascript:greet(), void 0"><b>Greet</b></a> <a id=no href="javascript:greet(), void 0">Not</a>`,
    'function greet() { document.title += "Hello-" } no.onclick = () => { document.title += "No-"; return false }',
  );
  await press('Not');
  await press('Greet');
  // A click that the page makes itself does what it did before.
  await hands.page.evaluate('document.querySelector("a").click()');
  await expect.poll(() => hands.page.title()).toBe('No-Hello-Hello-');
});

test('downloads are listed', async () => {
  await hands.context.route('http://files.test/*', (route) =>
    route.fulfill({ body: 'x', headers: { 'content-disposition': 'attachment; filename=bill.pdf' } }),
  );
  await show(
    '<a download="list.csv" href="data:text/csv,a">List</a> <a href="http://files.test/bill.pdf?x=1">Bill</a>',
  );
  await press('List');
  expect(await news()).toEqual([{ what: 'download', name: 'list.csv', sure: true }]);
  await press('Bill');
  await expect.poll(news, { timeout: 15_000 }).toEqual([{ what: 'download', name: 'bill.pdf', sure: false }]);
});

test('a page that asks before it is left is stayed on', async () => {
  await show(
    '<button>Real</button> <a href="http://next.test/">Leave</a>',
    'onbeforeunload = (e) => { e.preventDefault(); return "Unsaved" }',
  );
  await hands.page.getByRole('button').click();
  await press('Leave');
  await expect.poll(news, { timeout: 15_000 }).toEqual([{ what: 'dialog', kind: 'beforeunload', text: '' }]);
  expect(hands.page.url()).toBe('http://site.test/');
  await hands.page.evaluate(() => {
    window.onbeforeunload = null;
  });
});
