import { describe, expect, test } from 'vitest';
import { act, centre, clickOn, factsAt, heard, listen, open, press, typeInto, useBrowser } from './page.ts';

useBrowser();

describe('aim', () => {
  test('through open shadow roots and slots', async () => {
    const page = await open('<my-card><button id=slotted>Slotted</button></my-card>');
    await page.evaluate(() => {
      const outer = (document.querySelector('my-card') as HTMLElement).attachShadow({ mode: 'open' });
      outer.innerHTML = '<slot></slot><my-inner></my-inner>';
      const inner = (outer.querySelector('my-inner') as HTMLElement).attachShadow({ mode: 'open' });
      inner.innerHTML = '<button id=deep>Deep <b>button</b></button><input id=field aria-label=Deep>';
    });
    await listen(page, 'click input');
    expect(await clickOn(page, '#slotted')).toMatchObject({ hit: { role: 'button', name: 'Slotted' } });
    expect(await clickOn(page, '#deep')).toMatchObject({ hit: { role: 'button', name: 'Deep button' } });
    expect(await typeInto(page, '#field', 'hi')).toMatchObject({
      kind: 'page',
      changes: expect.arrayContaining([{ what: 'value', after: 'hi', masked: false }]),
    });
    expect((await heard(page)).filter((event) => event.startsWith('input'))).toEqual([
      'input#field',
      'input#field',
    ]);
  });

  test('a web component’s own text, in the button that shows it', async () => {
    const page = await open('<x-part style="display:inline-block">Save</x-part>');
    await page.evaluate(() => {
      const part = document.querySelector('x-part') as HTMLElement;
      const root = part.attachShadow({ mode: 'open' });
      root.innerHTML = '<button style="padding:20px"><slot></slot></button>';
      const button = root.querySelector('button') as HTMLElement;
      button.onclick = () => window.log.push('button');
      part.onclick = () => window.log.push('component');
      window.log = [];
    });
    const { x, y } = await centre(page.locator('x-part'));
    await page.mouse.click(x, y);
    expect(await page.evaluate(() => window.log.splice(0))).toEqual(['button', 'component']);
    expect(await clickOn(page, 'x-part')).toMatchObject({ hit: { role: 'button', name: 'Save' } });
    expect(await page.evaluate(() => window.log)).toEqual(['button', 'component']);
  });

  test('into frames of this origin, past border, padding and scale', async () => {
    const page = await open(`
      <iframe id=frame style="margin:30px;border:7px solid;padding:5px;transform:scale(.8);width:300px;height:200px"
        srcdoc="<body style='margin:0'><button id=in style='margin:40px'>Inside</button><input id=field></body>"></iframe>`);
    const inside = page.frameLocator('#frame');
    await inside.locator('#in').waitFor();
    const point = await centre(inside.locator('#in'));
    expect(await factsAt(page, point)).toMatchObject({ role: 'button', name: 'Inside' });
    await inside.locator('body').evaluate((body) => {
      body.addEventListener('click', (e) => {
        body.dataset.hit = (e.target as Element).id;
      });
    });
    await act(page, { kind: 'click', point });
    expect(await inside.locator('body').getAttribute('data-hit')).toBe('in');
    const field = await centre(inside.locator('#field'));
    await act(page, { kind: 'type', point: field, text: 'ok', pressEnter: false, deleteExisting: false });
    expect(await inside.locator('#field').inputValue()).toBe('ok');
  });

  test('a frame of another site is refused, and said', async () => {
    const page = await open('<iframe src="http://other.test/x" style="width:300px;height:200px"></iframe>');
    expect(await act(page, { kind: 'click', point: { x: 100, y: 100 } })).toMatchObject({
      kind: 'refused',
      reason: 'cross_origin_frame',
    });
  });

  test.each([1, 1.5, 3])(
    'a scrolled, rotated, right-to-left page at %d device px per CSS px',
    async (deviceScaleFactor) => {
      const page = await open(
        `<div dir=rtl style="height:1500px;transform:rotate(8deg)"><button id=a style="margin-top:900px">A</button></div>`,
        { deviceScaleFactor },
      );
      await page.evaluate(() => scrollTo(0, 600));
      await listen(page, 'click');
      await clickOn(page, '#a');
      expect(await heard(page)).toEqual(['click#a']);
    },
  );

  test('outside the viewport there is nothing', async () => {
    const page = await open('<p>Page</p>');
    const effect = await act(page, { kind: 'click', point: { x: 5000, y: 5 } });
    expect(effect).toMatchObject({ kind: 'refused', reason: 'nothing_there' });
    expect(JSON.stringify(effect)).toContain('800 × 600');
  });
});

describe('the report', () => {
  test('says what was hit and what changed', async () => {
    const page = await open(
      '<label>Agree <input id=box type=checkbox></label><p id=log></p><button id=more>More</button>',
    );
    await page.evaluate(() => {
      (document.querySelector('#more') as HTMLElement).onclick = () => {
        (document.querySelector('#log') as HTMLElement).textContent = 'More';
      };
    });
    expect(await clickOn(page, '#box')).toMatchObject({
      kind: 'page',
      hit: { tag: 'input', role: 'checkbox', name: 'Agree' },
      changes: expect.arrayContaining([{ what: 'checked', after: true }]),
    });
    expect(await clickOn(page, '#more')).toMatchObject({
      changes: expect.arrayContaining([
        { what: 'focus', after: { tag: 'button', role: 'button', name: 'More' } },
        { what: 'dom', mutations: 1 },
      ]),
    });
  });

  test('nothing changed is said as such', async () => {
    const page = await open('<p id=text>Text</p>');
    expect(await clickOn(page, '#text')).toMatchObject({ kind: 'page', changes: [] });
    // The cursor is drawn by now; that was no change of the page, and neither is moving it.
    expect(await clickOn(page, '#text')).toMatchObject({ kind: 'page', changes: [] });
  });

  test('passwords and card numbers never leave the page', async () => {
    const page = await open(
      `<input id=secret type=password><input id=card autocomplete=cc-number>
      <input id=keypad type=tel autocomplete=cc-number><input id=cvc type=tel placeholder=CVC>
      <input id=code type=tel autocomplete=one-time-code>`,
    );
    const typed = { secret: 'hunter2', card: '4111', keypad: '4111', cvc: '737', code: '246810' };
    for (const [id, text] of Object.entries(typed)) {
      const effect = await typeInto(page, `#${id}`, text);
      expect(await page.locator(`#${id}`).inputValue()).toBe(text);
      expect(effect).toMatchObject({
        changes: expect.arrayContaining([{ what: 'value', after: '', masked: true }]),
      });
      expect(JSON.stringify(effect)).not.toContain(text);
    }
  });

  test('nor are they copied: what is copied is kept outside the page', async () => {
    const page = await open(
      '<input id=plain value=blue><input id=card type=tel autocomplete=cc-number value=4111>',
    );
    const copy = async (id: string) => {
      await page.locator(id).selectText();
      await act(page, { kind: 'key', keys: ['Control', 'c'] });
      return page.evaluate(() => window.hands.clipboard(null));
    };
    expect(await copy('#plain')).toEqual({ 'text/plain': 'blue' });
    expect(await copy('#card')).toEqual({ 'text/plain': 'blue' });
  });

  test('a change that comes a moment later is still seen', async () => {
    const page = await open('<button id=slow>Slow</button>');
    await clickOn(page, '#slow');
    await page.evaluate(() => {
      const button = document.querySelector('#slow') as HTMLElement;
      button.onclick = () => setTimeout(() => button.append('!'), 60);
    });
    expect(await clickOn(page, '#slow')).toMatchObject({ changes: [{ what: 'dom', mutations: 1 }] });
  });
});

describe('what is not done is said', () => {
  test('disabled controls are not clicked', async () => {
    const page = await open(
      '<button id=off disabled>Off</button><button id=aria aria-disabled=true>Off</button>',
    );
    await listen(page, 'click');
    expect(await clickOn(page, '#off')).toMatchObject({ kind: 'refused', reason: 'disabled' });
    expect(await clickOn(page, '#aria')).toMatchObject({ kind: 'refused', reason: 'disabled' });
    expect(await heard(page)).toEqual([]);
  });

  test('a file chooser needs the person; typing chooses an option of a native list', async () => {
    const page = await open(
      '<select id=list aria-label=Colour><option>Red<option>Blue</select><input id=file type=file>',
    );
    expect(await clickOn(page, '#file')).toMatchObject({ kind: 'refused', reason: 'needs_person' });
    await listen(page, 'input change');
    expect(await typeInto(page, '#list', 'blue')).toMatchObject({
      kind: 'page',
      changes: expect.arrayContaining([{ what: 'value', after: 'Blue', masked: false }]),
    });
    expect(await heard(page)).toEqual(['input#list', 'change#list']);
    expect(await typeInto(page, '#list', 'green')).toMatchObject({ kind: 'refused', reason: 'needs_person' });
  });

  test('text takes no text, and neither does a read-only field', async () => {
    const page = await open('<p id=text>Text</p><input id=fixed readonly value=x>');
    expect(await typeInto(page, '#text', 'y')).toMatchObject({ kind: 'refused', reason: 'not_editable' });
    expect(await typeInto(page, '#fixed', 'y')).toMatchObject({ kind: 'refused', reason: 'not_editable' });
    expect(await page.locator('#fixed').inputValue()).toBe('x');
  });

  test('what was approved is clicked, or nothing is', async () => {
    const page = await open('<button id=pay>Pay €10</button>');
    await listen(page, 'click');
    const point = await centre(page.locator('#pay'));
    const approved = { tag: 'button', role: 'button', name: 'Pay €10' };
    await page.evaluate(() => {
      (document.querySelector('#pay') as HTMLElement).textContent = 'Pay €9,999';
    });
    expect(await act(page, { kind: 'click', point }, approved)).toMatchObject({
      kind: 'refused',
      reason: 'changed_since_judged',
      hit: { name: 'Pay €9,999' },
    });
    expect(await heard(page)).toEqual([]);
    await act(page, { kind: 'click', point }, { ...approved, name: 'Pay €9,999' });
    expect(await heard(page)).toEqual(['click#pay']);
  });
});

describe('what the mouse brings under itself by being there', () => {
  const CARD = `<style>
    .card { position: relative; width: 300px; height: 150px }
    .buy { display: none; position: absolute; inset: 0 }
    .card:hover .buy { display: block }
  </style>
  <div class=card><a id=product href="#product">Blue mug</a><button class=buy>Buy now</button></div>`;

  test('is not pressed, nor typed into, before it was looked at', async () => {
    const page = await open(CARD);
    await listen(page, 'mousedown click keydown');
    const point = await centre(page.locator('#product'));
    const judged = { tag: 'a', role: 'link', name: 'Blue mug' };
    const refused = {
      kind: 'refused',
      reason: 'changed_since_judged',
      hit: { tag: 'button', role: 'button', name: 'Buy now' },
    };
    expect(await act(page, { kind: 'click', point }, judged)).toMatchObject(refused);
    // What the model sees next is judged as what it is: the mouse is there still.
    expect(await factsAt(page, point)).toMatchObject({ name: 'Buy now' });
    await act(page, { kind: 'move', point: { x: 700, y: 500 } });
    const typing = { kind: 'type', point, text: 'x', pressEnter: true, deleteExisting: false } as const;
    expect(await act(page, typing, judged)).toMatchObject(refused);
    expect(await heard(page)).toEqual([]);
    await act(page, { kind: 'click', point }, refused.hit);
    expect(await heard(page)).toEqual(['mousedown#button', 'click#button']);
  });

  test('also by its handlers, and by other words on the same button', async () => {
    const page = await open('<button id=follow>Following</button><button id=price>€ 4.99</button>');
    await listen(page, 'click');
    await page.evaluate(() => {
      const follow = document.querySelector('#follow') as HTMLElement;
      follow.onmouseenter = () => follow.replaceChildren('Unfollow');
      const price = document.querySelector('#price') as HTMLElement;
      price.onmouseover = () => price.replaceChildren('Buy');
    });
    expect(await clickOn(page, '#follow')).toMatchObject({ reason: 'changed_since_judged' });
    expect(await clickOn(page, '#price')).toMatchObject({ reason: 'changed_since_judged' });
    expect(await heard(page)).toEqual([]);
    expect(await clickOn(page, '#price')).toMatchObject({ kind: 'page', hit: { name: 'Buy' } });
    expect(await heard(page)).toEqual(['click#price']);
  });

  test('a style, a tooltip, a menu beside it, a title taken away and a node drawn anew are no other control', async () => {
    const page = await open(`<style>
        .tip { visibility: hidden } button:hover .tip { visibility: visible } #style:hover { font-weight: bold }
        #menu ul { display: none; position: absolute } #menu:hover ul { display: block }
      </style>
      <button id=style>Style</button><button id=tip>Save <i class=tip id=words>Keeps it</i></button>
      <div id=menu><button id=more>More</button><ul><li>Item</ul></div>
      <button id=title title=Close></button><div id=list><button id=anew>Anew</button></div>`);
    await listen(page, 'click');
    await page.evaluate(() => {
      const title = document.querySelector('#title') as HTMLElement;
      title.onmouseenter = () => title.removeAttribute('title');
      const list = document.querySelector('#list') as HTMLElement;
      list.onmouseover = () => list.replaceChildren(list.firstElementChild?.cloneNode(true) ?? '');
    });
    for (const id of ['style', 'tip', 'more', 'title', 'anew']) await clickOn(page, `#${id}`);
    expect(await heard(page)).toEqual([
      'click#style',
      'click#words',
      'click#more',
      'click#title',
      'click#anew',
    ]);
  });
});

describe('typing begins with a click, which may move the focus', () => {
  const FAKE = `<div id=fake role=button>Write a comment</div><div id=place></div>`;
  const openInput = async (page: Awaited<ReturnType<typeof open>>, tag: string) =>
    page.evaluate((name) => {
      const fake = document.querySelector('#fake') as HTMLElement;
      fake.onclick = () => {
        const field = document.createElement(name);
        field.id = 'real';
        field.ariaLabel = 'Comment';
        document.querySelector('#place')?.replaceChildren(field);
        field.focus();
      };
    }, tag);

  test('Enter stays out of a field that nobody has judged; the text is there, and Enter can follow', async () => {
    const page = await open(FAKE);
    await openInput(page, 'input');
    await listen(page, 'keydown', "e.key === 'Enter' ? ' Enter' : ''");
    const effect = await typeInto(page, '#fake', 'hi', { pressEnter: true });
    expect(effect).toMatchObject({ kind: 'page', hit: { name: 'Write a comment' } });
    expect(effect).toMatchObject({
      leftOut: expect.stringContaining('Enter was left out: it would go to "Comment" (textbox)'),
    });
    expect(await page.locator('#real').inputValue()).toBe('hi');
    expect(await heard(page)).not.toContain('keydown#real Enter');
    await press(page, 'Enter');
    expect(await heard(page)).toEqual(['keydown#real Enter']);
  });

  test('a line break is Enter, too', async () => {
    const page = await open(FAKE);
    await openInput(page, 'textarea');
    expect(await typeInto(page, '#fake', 'one\ntwo')).toMatchObject({
      leftOut: expect.stringContaining('Enter was left out'),
    });
    expect(await page.locator('#real').inputValue()).toBe('one');
  });

  test('in another field of the same form, in the same editor and in the field itself Enter is pressed', async () => {
    const page =
      await open(`<form id=form><input id=day aria-label=Day><input id=month aria-label=Month></form>
      <div id=rich contenteditable><p id=line>Line</p></div>`);
    await page.evaluate(() => {
      const [day, month] = ['#day', '#month'].map((id) => document.querySelector(id) as HTMLInputElement);
      if (day && month) day.oninput = () => day.value.length === 2 && month.focus();
    });
    await listen(page, 'keydown', "e.key === 'Enter' ? ' Enter' : ''");
    const enters = async () => (await heard(page)).filter((event) => event.endsWith('Enter'));
    expect(await typeInto(page, '#day', '24', { pressEnter: true })).not.toHaveProperty('leftOut');
    expect(await enters()).toEqual(['keydown#month Enter']);
    await typeInto(page, '#line', 'x', { pressEnter: true });
    expect(await enters()).toEqual(['keydown#rich Enter']);
  });

  test('a click that did something is told, though nothing could be typed', async () => {
    const page = await open('<button id=more>More</button><p id=place></p>');
    await page.evaluate(() => {
      (document.querySelector('#more') as HTMLElement).onclick = () =>
        document.querySelector('#place')?.append('Opened');
    });
    expect(await typeInto(page, '#more', 'x', { pressEnter: true })).toMatchObject({
      kind: 'page',
      changes: expect.arrayContaining([{ what: 'dom', mutations: 1 }]),
      leftOut: 'Nothing was typed: "More" (button) takes no text.',
    });
  });
});

test('what comes where nothing was when the rules looked is not used', async () => {
  const page = await open('<button id=pay autofocus>Place order</button>');
  await listen(page, 'click keydown');
  await page.locator('#pay').focus();
  const point = await centre(page.locator('#pay'));
  const refused = { kind: 'refused', reason: 'changed_since_judged', hit: { name: 'Place order' } };
  const typing = { kind: 'type', text: 'x', pressEnter: true, deleteExisting: false } as const;
  expect(await act(page, { kind: 'click', point }, null)).toMatchObject(refused);
  expect(await act(page, { ...typing, point }, null)).toMatchObject(refused);
  expect(await act(page, { ...typing, point: null }, null)).toMatchObject(refused);
  expect(await act(page, { kind: 'key', keys: ['Enter'] }, null)).toMatchObject(refused);
  expect(await act(page, { kind: 'key', keys: [' '] }, null)).toMatchObject(refused);
  expect(await heard(page)).toEqual([]);
  // What presses nothing goes on.
  expect(await act(page, { kind: 'key', keys: ['PageDown'] }, null)).toMatchObject({ kind: 'page' });
});

test('one mark acts once', async () => {
  const page = await open('<button id=a>A</button>');
  await listen(page, 'click');
  const point = await centre(page.locator('#a'));
  const same = await page.evaluate(async (p) => {
    const { createHandlers, createStateProbe, openAccount } = window.hands;
    const handlers = createHandlers(createStateProbe(), openAccount());
    const expect = { tag: 'button', role: 'button', name: 'A' };
    const order = { mark: 'm', sentAt: null, action: { kind: 'click', point: p }, expect } as const;
    const reports = await Promise.all([handlers.act(order, null), handlers.act(order, null)]);
    const again = await handlers.act({ ...order, sentAt: Date.now() }, null);
    return reports[0] === reports[1] && again === reports[0];
  }, point);
  expect(same).toBe(true);
  expect(await heard(page)).toEqual(['click#a']);
});

test('an order that may have been sent before: done where it never came, not where nobody can know', async () => {
  const page = await open('<button id=a>A</button>');
  await listen(page, 'click');
  const point = await centre(page.locator('#a'));
  const sent = (sentAt: 'before' | 'after') =>
    page.evaluate(
      ([p, when]) => {
        const { createHandlers, createStateProbe, openAccount } = window.hands;
        const account = openAccount();
        const handlers = createHandlers(createStateProbe(), account);
        const at = account.since + (when === 'before' ? -1 : 1);
        const expect = { tag: 'button', role: 'button', name: 'A' };
        const order = { mark: when, sentAt: at, action: { kind: 'click', point: p }, expect } as const;
        return handlers.act(order, null);
      },
      [point, sentAt] as const,
    );
  expect(await sent('before')).toMatchObject({ kind: 'unknown' });
  expect(await heard(page)).toEqual([]);
  expect(await sent('after')).toMatchObject({ kind: 'page' });
  expect(await heard(page)).toEqual(['click#a']);
});

test('the drawn cursor is seen by the person and not by the screenshot', async () => {
  const page = await open('<button id=a style="margin:100px">A</button>');
  const plain = await page.screenshot();
  await act(page, { kind: 'move', point: { x: 300, y: 300 } });
  expect((await page.screenshot()).equals(plain)).toBe(false);
  await page.evaluate(() => window.hands.setCursorVisible(false));
  expect((await page.screenshot()).equals(plain)).toBe(true);
  await page.evaluate(() => window.hands.setCursorVisible(true));
  expect((await page.screenshot()).equals(plain)).toBe(false);
});

test('a screenshot shows no caret, so that two of a page at rest are the same', async () => {
  const page = await open('<input id=field style="caret-color:red">');
  await clickOn(page, '#field');
  const caret = () => page.locator('#field').evaluate((field) => getComputedStyle(field).caretColor);
  await page.evaluate(() => window.hands.setCursorVisible(false));
  expect(await caret()).toBe('rgba(0, 0, 0, 0)');
  await page.evaluate(() => window.hands.setCursorVisible(true));
  expect(await caret()).toBe('rgb(255, 0, 0)');
});

test('what is hidden ahead of a screenshot is shown again where none comes', async () => {
  const page = await open('<input id=field style="caret-color:red">');
  await page.clock.install();
  const hide = (comes: boolean) =>
    page.evaluate((wanted) => {
      window.hands.hideCursorAhead();
      if (wanted) void window.hands.setCursorVisible(false);
      const field = document.querySelector('#field');
      return field && getComputedStyle(field).caretColor;
    }, comes);
  const caret = () => page.locator('#field').evaluate((field) => getComputedStyle(field).caretColor);
  expect(await hide(false)).toBe('rgba(0, 0, 0, 0)');
  await page.clock.runFor(2000);
  expect(await caret()).toBe('rgb(255, 0, 0)');
  expect(await hide(true)).toBe('rgba(0, 0, 0, 0)');
  await page.clock.runFor(2000);
  expect(await caret()).toBe('rgba(0, 0, 0, 0)');
});

test('the state of the page, for settling', async () => {
  const page = await open('<p id=p style="height:2000px">Text</p>', { deviceScaleFactor: 1.5 });
  const [quiet, busy, sinceMs] = await page.evaluate(async () => {
    const probe = window.hands.createStateProbe();
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    scrollTo(0, 120);
    await wait(120);
    const first = probe.state();
    const p = document.querySelector('#p') as HTMLElement;
    p.textContent = 'Changed';
    p.animate([{ opacity: 0 }, { opacity: 1 }], 10_000);
    p.animate([{ color: 'red' }, { color: 'blue' }], { duration: 100, iterations: Number.POSITIVE_INFINITY });
    p.insertAdjacentHTML('afterbegin', '<img src="http://other.test/never.png" width=50 height=50>');
    const changed = performance.now();
    await wait(0);
    return [first, probe.state(), performance.now() - changed] as const;
  });
  expect(quiet).toMatchObject({
    url: 'http://site.test/',
    readyState: 'complete',
    pendingImages: 0,
    runningAnimations: 0,
    viewport: { width: 800, height: 600 },
    devicePixelRatio: 1.5,
    scroll: { x: 0, y: 120 },
  });
  expect(quiet.quietMs).toBeGreaterThan(100);
  expect(busy.quietMs).toBeLessThanOrEqual(sinceMs);
  expect(busy.runningAnimations).toBe(1);
});
