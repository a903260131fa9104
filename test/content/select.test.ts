import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { act, centre, clickOn, factsAt, heard, listen, open, press, typeInto, useBrowser } from './page.ts';

useBrowser();

const SELECT = `
  <select id=list aria-label=Colour style="margin:20px;width:160px;font-size:16px">
    <option>Red<option>Green<option disabled>Gold
    <optgroup label=Cool><option value=b>Blue<option>Grey</optgroup>
  </select>`;
const COLOURS = `${SELECT}<button id=below style="margin-top:300px">Below</button>`;

/** The middle of the row with that number, from 0, below the select: groups count. */
async function row(page: Page, index: number) {
  const box = await page.locator('#list').boundingBox();
  if (!box) throw new Error('the select is not visible');
  // 1 px border and 4 px padding of the list; a row is 1.4 × 16 px and twice 4 px high.
  return { x: box.x + 40, y: box.y + box.height + 5 + (index + 0.5) * 30.4 };
}
const chosen = (page: Page) => page.locator('#list').evaluate((list) => (list as HTMLSelectElement).value);
const isShown = (page: Page) => page.evaluate(() => document.querySelector('sidefara-list') !== null);
const click = async (page: Page, index: number) =>
  act(page, { kind: 'click', point: await row(page, index) });

describe('the list of a native select', () => {
  test('is shown by a click, can be seen in the screenshot, and keeps the focus on the select', async () => {
    const page = await open(COLOURS);
    const { x, y } = await row(page, 1);
    const pixelAt = async () => {
      const { data, width, channels } = decode(await page.screenshot());
      const at = (Math.round(y - 12) * width + Math.round(x + 60)) * channels;
      return [...data.slice(at, at + 3)];
    };
    await page.evaluate(() => {
      document.body.style.background = 'rgb(10, 20, 30)';
    });
    expect(await pixelAt()).toEqual([10, 20, 30]);
    expect(await clickOn(page, '#list')).toMatchObject({
      kind: 'page',
      hit: { role: 'combobox', name: 'Colour' },
      changes: expect.arrayContaining([{ what: 'dom', mutations: expect.any(Number) }]),
    });
    await page.evaluate(() => window.hands.setCursorVisible(false));
    expect(await pixelAt()).toEqual([255, 255, 255]);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('list');
    expect(await page.evaluate(() => document.querySelector('sidefara-list')?.shadowRoot)).toBeNull();
  });

  test('a click on an option chooses it, with the events of the browser’s own list and no others', async () => {
    const page = await open(COLOURS);
    await clickOn(page, '#list');
    await listen(page, 'pointerdown mousedown click input change');
    expect(await factsAt(page, await row(page, 1))).toMatchObject({
      tag: 'option',
      role: 'option',
      name: 'Green',
      input: 'select',
    });
    expect(await click(page, 1)).toMatchObject({
      kind: 'page',
      hit: { tag: 'option', role: 'option', name: 'Green' },
      changes: expect.arrayContaining([{ what: 'value', after: 'Green', masked: false }]),
    });
    expect(await heard(page)).toEqual(['input#list', 'change#list']);
    expect(await isShown(page)).toBe(false);
  });

  test('the chosen option chosen again tells nobody; groups and disabled options cannot be chosen', async () => {
    const page = await open(COLOURS);
    await listen(page, 'input change');
    await clickOn(page, '#list');
    await click(page, 0);
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#list');
    expect(await click(page, 2)).toMatchObject({
      kind: 'refused',
      reason: 'disabled',
      hit: { name: 'Gold' },
    });
    expect(await click(page, 3)).toMatchObject({ kind: 'refused', reason: 'disabled', hit: null });
    expect(await heard(page)).toEqual([]);
    await click(page, 4);
    expect(await chosen(page)).toBe('b');
  });

  test('Escape closes it and chooses nothing; so does a click on the select', async () => {
    const page = await open(COLOURS);
    await listen(page, 'keydown input change');
    await clickOn(page, '#list');
    await press(page, 'Escape');
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#list');
    await clickOn(page, '#list');
    expect(await isShown(page)).toBe(false);
    expect(await heard(page)).toEqual([]);
    expect(await chosen(page)).toBe('Red');
  });

  test('arrows move the choice, typing chooses, a click elsewhere goes where it was meant', async () => {
    const page = await open(COLOURS);
    await clickOn(page, '#list');
    await press(page, 'ArrowDown');
    expect(await chosen(page)).toBe('Green');
    expect(await isShown(page)).toBe(true);
    await press(page, 'Enter');
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#list');
    await typeInto(page, '#list', 'blue');
    expect(await chosen(page)).toBe('b');
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#list');
    await listen(page, 'click');
    await clickOn(page, '#below');
    expect(await heard(page)).toEqual(['click#below']);
    expect(await isShown(page)).toBe(false);
  });

  test('what was approved is chosen, or nothing is', async () => {
    const page = await open(COLOURS);
    await clickOn(page, '#list');
    const point = await row(page, 1);
    const red = { tag: 'option', role: 'option', name: 'Red' };
    const refused = await act(page, { kind: 'click', point }, red);
    expect(refused).toMatchObject({ kind: 'refused', reason: 'changed_since_judged' });
    expect(await act(page, { kind: 'click', point }, { ...red, name: 'Green' })).toMatchObject({
      kind: 'page',
    });
    expect(await chosen(page)).toBe('Green');
  });

  test('a page with a list of its own, which prevents the browser’s, gets no second one', async () => {
    const page = await open(COLOURS);
    await page.evaluate(() => addEventListener('mousedown', (event) => event.preventDefault()));
    await clickOn(page, '#list');
    expect(await isShown(page)).toBe(false);
  });

  test('a long list at the bottom opens upwards and scrolls', async () => {
    const years = Array.from({ length: 90 }, (_, index) => `<option>${1940 + index}`).join('');
    const page = await open(`<select id=list style="position:fixed;bottom:10px;left:20px">${years}</select>`);
    await clickOn(page, '#list');
    const at = await centre(page.locator('#list'));
    const inList = { x: at.x, y: at.y - 200 };
    const before = await factsAt(page, inList);
    expect(before).toMatchObject({ role: 'option', name: expect.stringMatching(/^19\d\d$/) });
    expect(await act(page, { kind: 'scroll', point: inList, deltaY: 400 })).toMatchObject({
      kind: 'page',
      changes: [{ what: 'scroll', x: 0, y: 400 }],
    });
    const after = await factsAt(page, inList);
    expect(Number(after?.name)).toBeGreaterThan(Number(before?.name));
    await act(page, { kind: 'click', point: inList });
    expect(await page.locator('#list').inputValue()).toBe(after?.name);
  });

  test('in a modal dialog, and in a frame', async () => {
    const page = await open('<dialog id=dialog style="margin:0;border:0;padding:0"></dialog>');
    await page.evaluate((html) => {
      const dialog = document.querySelector('dialog') as HTMLDialogElement;
      dialog.innerHTML = html;
      dialog.showModal();
    }, COLOURS);
    await clickOn(page, '#list');
    await click(page, 1);
    expect(await chosen(page)).toBe('Green');

    const framed = await open(
      '<iframe id=frame style="margin:40px;border:6px solid;width:400px;height:300px">',
    );
    const frame = framed.frameLocator('#frame');
    await framed.locator('#frame').evaluate((e, html) => {
      (e as HTMLIFrameElement).srcdoc = `<body style="margin:0">${html}</body>`;
    }, SELECT);
    const list = frame.locator('#list');
    const { x, y } = await centre(list);
    await act(framed, { kind: 'click', point: { x, y } });
    const box = await list.boundingBox();
    const second = { x, y: (box?.y ?? 0) + (box?.height ?? 0) + 5 + 1.5 * 30.4 };
    await act(framed, { kind: 'click', point: second });
    expect(await list.inputValue()).toBe('Green');
  });
});

describe('a list of many choices', () => {
  const TREES =
    '<select id=list multiple size=4 aria-label=Trees style="margin:20px;width:160px;font-size:16px"><option id=ash>Ash<option selected>Beech<option>Cedar<option disabled>Date</select><button id=below style="margin-top:300px">Below</button>';
  const chosenOf = (page: Page) =>
    page
      .locator('#list')
      .evaluate((list) => [...(list as HTMLSelectElement).selectedOptions].map((one) => one.text));
  /** The middle of the line with that number, from 0, of what is drawn over the list. */
  const line = async (page: Page, index: number) => {
    const box = await page.locator('#list').boundingBox();
    if (!box) throw new Error('the list is not visible');
    return { x: box.x + 40, y: box.y + 5 + (index + 0.5) * 30.4 };
  };
  const clickLine = async (page: Page, index: number) =>
    act(page, { kind: 'click', point: await line(page, index) });

  test('a click chooses one in place of all others and draws the list anew; each further one adds or takes away', async () => {
    const page = await open(TREES);
    await listen(page, 'input change click');
    expect(await clickOn(page, '#ash')).toMatchObject({
      kind: 'page',
      hit: { role: 'option', name: 'Ash' },
      changes: expect.arrayContaining([{ what: 'value', after: 'Ash', masked: false }]),
      note: expect.stringContaining('adds it or takes it away'),
    });
    expect(await chosenOf(page)).toEqual(['Ash']);
    expect(await factsAt(page, await line(page, 2))).toMatchObject({ role: 'option', name: 'Cedar' });
    expect(await clickLine(page, 2)).toMatchObject({
      changes: expect.arrayContaining([{ what: 'value', after: 'Ash, Cedar', masked: false }]),
    });
    await clickLine(page, 1);
    expect(await chosenOf(page)).toEqual(['Ash', 'Beech', 'Cedar']);
    await clickLine(page, 0);
    expect(await chosenOf(page)).toEqual(['Beech', 'Cedar']);
    const events = ['input#list', 'change#list'];
    expect(await heard(page)).toEqual([...events, 'click#ash', ...events, ...events, ...events]);
    expect(await clickLine(page, 3)).toMatchObject({ kind: 'refused', reason: 'disabled' });
  });

  test('several names typed choose those and no others; a name that is not there chooses nothing', async () => {
    const page = await open(TREES);
    await typeInto(page, '#list', 'cedar, Ash');
    expect(await chosenOf(page)).toEqual(['Ash', 'Cedar']);
    expect(await typeInto(page, '#list', 'Ash, Fir')).toMatchObject({
      kind: 'refused',
      reason: 'needs_person',
    });
    expect(await chosenOf(page)).not.toContain('Fir');
    await typeInto(page, '#list', 'bee');
    expect(await chosenOf(page)).toEqual(['Beech']);
  });

  test('of one line it is a drop-down: each line adds or takes away, and the list stays below it', async () => {
    const page = await open(TREES.replace('size=4', 'size=1'));
    await page.locator('#ash').evaluate((option) => {
      const group = document.createElement('div');
      option.before(group);
      group.append(option);
    });
    const box = await page.locator('#list').boundingBox();
    const below = (index: number) => ({
      x: (box?.x ?? 0) + 40,
      y: (box?.y ?? 0) + (box?.height ?? 0) + 5 + (index + 0.5) * 30.4,
    });
    await listen(page, 'mousedown input change click');
    expect(await clickOn(page, '#list')).toMatchObject({
      kind: 'page',
      hit: { role: 'combobox', name: 'Trees' },
      note: expect.stringContaining('Opened the list'),
    });
    expect(await heard(page)).toEqual(['mousedown#list', 'click#list']);
    expect(await chosenOf(page)).toEqual(['Beech']);
    expect(await act(page, { kind: 'click', point: below(2) })).toMatchObject({
      hit: { role: 'option', name: 'Cedar' },
      changes: expect.arrayContaining([{ what: 'value', after: 'Beech, Cedar', masked: false }]),
    });
    expect(await act(page, { kind: 'click', point: below(3) })).toMatchObject({ reason: 'disabled' });
    await act(page, { kind: 'click', point: below(1) });
    expect(await chosenOf(page)).toEqual(['Cedar']);
    const events = ['input#list', 'change#list'];
    expect(await heard(page)).toEqual([...events, ...events]);
    // Keys lead to an option, and Enter adds it, as in Chromium's own.
    await press(page, 'ArrowUp');
    expect(await chosenOf(page)).toEqual(['Cedar']);
    await press(page, 'Enter');
    expect(await chosenOf(page)).toEqual(['Ash', 'Cedar']);
    await press(page, 'Escape');
    expect(await isShown(page)).toBe(false);
    // Closed, an arrow chooses one in place of all others.
    await press(page, 'ArrowDown');
    expect(await chosenOf(page)).toEqual(['Beech']);
  });

  test('"Done", Escape and a click elsewhere close it and leave what is chosen', async () => {
    const page = await open(TREES);
    await clickOn(page, '#ash');
    const box = await page.locator('#list').boundingBox();
    // The last line, at the right end: 4 options above it.
    const done = { x: (box?.x ?? 0) + 24, y: (await line(page, 4)).y + 4 };
    expect(await factsAt(page, done)).toMatchObject({ role: 'button', name: 'Done' });
    await act(page, { kind: 'click', point: done });
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#ash');
    await press(page, 'Escape');
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#ash');
    await listen(page, 'click');
    await clickOn(page, '#below');
    expect(await isShown(page)).toBe(false);
    expect(await heard(page)).toEqual(['click#below']);
    expect(await chosenOf(page)).toEqual(['Ash']);
  });
});
