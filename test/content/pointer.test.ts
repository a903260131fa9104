import { describe, expect, test } from 'vitest';
import { act, centre, clickOn, heard, listen, open, typeInto, useBrowser } from './page.ts';

useBrowser();

const POINTER_TYPES =
  'pointerover pointerenter pointerout pointerleave pointermove pointerdown pointerup mouseover mouseenter mouseout mouseleave mousemove mousedown mouseup click focus blur focusin focusout change input submit';

const TWO_BUTTONS = `
  <div id=box style="padding:40px"><button id=a style="padding:10px">A</button></div>
  <div style="padding:40px"><input id=b></div>`;

describe('a click', () => {
  test('sends the whole sequence', async () => {
    const page = await open(TWO_BUTTONS);
    await listen(page, POINTER_TYPES);
    await clickOn(page, '#a');
    expect(await heard(page)).toMatchInlineSnapshot(`
      [
        "pointerover#a",
        "pointerenter#html",
        "pointerenter#body",
        "pointerenter#box",
        "pointerenter#a",
        "mouseover#a",
        "mouseenter#html",
        "mouseenter#body",
        "mouseenter#box",
        "mouseenter#a",
        "pointermove#a",
        "mousemove#a",
        "pointerdown#a",
        "mousedown#a",
        "focus#a",
        "focusin#a",
        "pointerup#a",
        "mouseup#a",
        "click#a",
      ]
    `);
  });

  test('is told from a real one by isTrusted alone: same events, order, targets and fields', async () => {
    const fields =
      "' ' + [e.detail, e.button, e.buttons, e.clientX, e.clientY, e.bubbles, e.cancelable, e.composed, e.pointerType, e.pointerId > 0, e.isPrimary, e.pressure, e.view === window, e.relatedTarget?.id].join(',')";
    const record = async (clicker: 'hands' | 'person') => {
      const page = await open(TWO_BUTTONS);
      // Chromium sends enter and leave only to elements that listen for them, so they are left out here.
      await listen(page, POINTER_TYPES.replaceAll(/\w+(enter|leave) /g, ''), fields);
      for (const selector of ['#a', '#b']) {
        const { x, y } = await centre(page.locator(selector));
        if (clicker === 'hands') await act(page, { kind: 'click', point: { x, y } });
        else await page.mouse.click(x, y);
      }
      const events = await heard(page);
      return events;
    };
    const [hands, person] = await Promise.all([record('hands'), record('person')]);
    expect(hands).toEqual(person);
  });

  test('lands on what lies on top, not on what is covered', async () => {
    const page = await open(`
      <button id=under style="position:absolute;left:0;top:0;width:200px;height:100px">Under</button>
      <div id=over style="position:absolute;left:0;top:0;width:200px;height:100px"></div>
      <div id=glass style="position:absolute;left:0;top:0;width:200px;height:100px;pointer-events:none"></div>`);
    await listen(page, 'click');
    await act(page, { kind: 'click', point: { x: 100, y: 50 } });
    expect(await heard(page)).toEqual(['click#over']);
  });

  test('goes to the nearest common ancestor when the page moves under it', async () => {
    const page = await open(
      `<div id=box style="width:200px;height:100px"><button id=a style="width:100%;height:50px">A</button></div>`,
    );
    await page.evaluate(() => {
      const button = document.querySelector('#a') as HTMLElement;
      button.onmousedown = () => {
        button.style.display = 'none';
      };
    });
    await listen(page, 'mouseup click');
    await clickOn(page, '#a');
    expect(await heard(page)).toEqual(['mouseup#box', 'click#box']);
  });

  test('a prevented mousedown keeps the focus where it is; a prevented pointerdown hides the mouse events', async () => {
    const page = await open(`<input id=field autofocus><button id=tool>B</button><button id=pen>P</button>`);
    await page.evaluate(() => {
      document.querySelector('#tool')?.addEventListener('mousedown', (e) => e.preventDefault());
      document.querySelector('#pen')?.addEventListener('pointerdown', (e) => e.preventDefault());
      (document.querySelector('#field') as HTMLElement).focus();
    });
    await listen(page, 'mousedown mouseup click');
    await clickOn(page, '#tool');
    await clickOn(page, '#pen');
    expect(await heard(page)).toEqual(['mousedown#tool', 'mouseup#tool', 'click#tool', 'click#pen']);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
  });
});

describe('what a click does by default', () => {
  test('links, labels, check boxes, radio buttons, summaries, submit buttons', async () => {
    const page = await open(`
      <label id=label>Agree <input type=checkbox id=check></label><br>
      <input type=radio name=r id=one checked> <input type=radio name=r id=two><br>
      <label id=textlabel for=text>Name</label> <input id=text><br>
      <details><summary id=more>More</summary>Text</details>
      <form id=form action=/sent><button id=send>Send</button></form>`);
    await listen(page, 'change submit');
    await page.evaluate(() =>
      document.querySelector('#form')?.addEventListener('submit', (e) => e.preventDefault()),
    );
    for (const id of ['#label', '#two', '#textlabel', '#more', '#send']) await clickOn(page, id);
    expect(await heard(page)).toEqual(['change#check', 'change#two', 'submit#form']);
    expect(await page.locator('#check').isChecked()).toBe(true);
    expect(await page.locator('details').getAttribute('open')).toBe('');
    const focus = await open('<label id=textlabel for=text>Name</label> <input id=text>');
    await clickOn(focus, '#textlabel');
    expect(await focus.evaluate(() => document.activeElement?.id)).toBe('text');
  });

  test('a link goes to its page, in this tab even when it asks for a new one', async () => {
    const page = await open(
      '<a id=plain href="/plain">Plain</a> <a id=blank href="/blank" target="_blank">Blank</a>',
    );
    const before = page.context().pages().length;
    await Promise.all([page.waitForURL('**/blank'), clickOn(page, '#blank').catch(() => {})]);
    expect(page.context().pages()).toHaveLength(before);
  });

  test('after a click the target attribute is what it was', async () => {
    const page = await open('<a id=blank href="#here" target="_blank">Blank</a>');
    await clickOn(page, '#blank');
    expect(page.url()).toContain('#here');
    expect(await page.locator('#blank').getAttribute('target')).toBe('_blank');
  });

  test.for([
    ['<base target=_blank><a id=go href="/base">Go</a>', false, '/base'],
    ['<form action=/button><button id=go formtarget=_blank>Go</button></form>', false, '/button'],
    ['<form action=/enter target=_blank><input id=go name=q></form>', true, '/enter?q=x'],
  ] as const)('in this tab, too: %s', async ([html, typed, path]) => {
    const page = await open(html);
    const go = typed ? typeInto(page, '#go', 'x', { pressEnter: true }) : clickOn(page, '#go');
    // The page may be left before it has answered.
    await Promise.all([
      page.waitForURL(({ pathname, search }) => pathname + search === path),
      go.catch(() => {}),
    ]);
  });
});

describe('the mouse keeps its place', () => {
  test('hover: leaving one element and entering another', async () => {
    const page = await open(TWO_BUTTONS);
    await act(page, { kind: 'move', point: await centre(page.locator('#a')) });
    await listen(page, 'mouseover mouseenter mouseout mouseleave mousemove');
    await act(page, { kind: 'move', point: await centre(page.locator('#b')) });
    expect(await heard(page)).toMatchInlineSnapshot(`
      [
        "mouseout#a",
        "mouseleave#a",
        "mouseleave#box",
        "mouseover#b",
        "mouseenter#div",
        "mouseenter#b",
        "mousemove#b",
      ]
    `);
  });

  test('a menu that opens on mouseenter can be used', async () => {
    const page = await open(
      `<div id=menu style="width:200px">Menu<ul id=items hidden><li><button id=item>Item</button></ul></div>`,
    );
    await page.evaluate(() => {
      const items = document.querySelector('#items') as HTMLElement;
      const menu = document.querySelector('#menu') as HTMLElement;
      menu.onmouseenter = () => {
        items.hidden = false;
      };
      menu.onmouseleave = () => {
        items.hidden = true;
      };
    });
    await act(page, { kind: 'move', point: { x: 20, y: 8 } });
    await listen(page, 'click');
    await clickOn(page, '#item');
    expect(await heard(page)).toEqual(['click#item']);
  });
});

describe('scrolling', () => {
  const TALL = `
    <div id=list style="height:100px;overflow:auto"><div style="height:700px">List</div></div>
    <div style="height:3000px">Page</div>`;

  test('turns the wheel over what lies under the pointer, then over the page', async () => {
    const page = await open(TALL);
    await listen(page, 'wheel', "' ' + e.deltaY");
    const point = { x: 100, y: 50 };
    const first = await act(page, { kind: 'scroll', point, deltaY: 400 });
    const second = await act(page, { kind: 'scroll', point, deltaY: 400 });
    const third = await act(page, { kind: 'scroll', point, deltaY: 400 });
    expect(await heard(page)).toEqual(['wheel#div 400', 'wheel#div 400', 'wheel#div 400']);
    expect(await page.evaluate(() => [document.querySelector('#list')?.scrollTop, scrollY])).toEqual([
      600, 400,
    ]);
    expect(first).toMatchObject({ kind: 'page', changes: [{ what: 'scroll', y: 400 }] });
    expect(second).toMatchObject({ changes: [{ what: 'scroll', y: 200 }] });
    expect(third).toMatchObject({ changes: [{ what: 'scroll', y: 400 }] });
  });

  test('without a point it scrolls where the mouse is', async () => {
    const page = await open(TALL);
    await act(page, { kind: 'move', point: { x: 100, y: 50 } });
    await act(page, { kind: 'scroll', point: null, deltaY: 400 });
    expect(await page.evaluate(() => [document.querySelector('#list')?.scrollTop, scrollY])).toEqual([
      400, 0,
    ]);
  });

  test('at the end it says so', async () => {
    const page = await open(TALL);
    expect(await act(page, { kind: 'scroll', point: null, deltaY: -400 })).toMatchObject({
      kind: 'refused',
      reason: 'cannot_scroll',
    });
  });

  test('a page that takes the wheel over is left alone', async () => {
    const page = await open(TALL);
    await page.evaluate(() => addEventListener('wheel', (e) => e.preventDefault(), { passive: false }));
    await act(page, { kind: 'scroll', point: { x: 300, y: 300 }, deltaY: 400 });
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});
