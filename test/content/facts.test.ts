import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../../src/agent/guard/guard.ts';
import type { ElementFacts } from '../../src/protocol/facts.ts';
import { factsAt, open, useBrowser } from './page.ts';

useBrowser();

let shared: Page;
beforeAll(async () => {
  shared = await open('', { keep: true });
});

/** Facts about the elements of these ids, as the guard gets them: by the point in their middle. */
function factsOf(html: string, ...ids: string[]): Promise<(ElementFacts | null)[]> {
  return shared.evaluate(
    ([content, names]) => {
      document.body.innerHTML = content;
      return names.map((id) => {
        const box = document.getElementById(id)?.getBoundingClientRect();
        if (!box) throw new Error(`${content} has no #${id}`);
        return window.hands.factsAt({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      });
    },
    [html, ids] as const,
  );
}

describe('role and name', () => {
  test.each([
    ['text inside', '<button id=x><b>Place</b> <i>order</i></button>', 'button', 'Place order'],
    ['a span inside the button', '<button><span id=x>Go</span></button>', 'button', 'Go'],
    ['aria-label', '<button id=x aria-label="Close dialog">×</button>', 'button', 'Close dialog'],
    ['aria-labelledby', '<h2 id=t>Card</h2><button id=x aria-labelledby="t">Pay</button>', 'button', 'Card'],
    ['submit input', '<input id=x type=submit value="Buy now">', 'button', 'Buy now'],
    ['nameless submit', '<input id=x type=submit>', 'button', 'Submit'],
    ['image button', '<input id=x type=image alt="Send" width=50 height=20>', 'button', 'Send'],
    ['image in a link', '<a id=x href=/><img alt="Home" src="" width=30 height=20></a>', 'link', 'Home'],
    [
      'svg title',
      '<button id=x><svg width=20 height=20><title>Delete</title><rect width=20 height=20 /></svg></button>',
      'button',
      'Delete',
    ],
    ['title', '<button id=x title="Delete" style="width:30px;height:20px"></button>', 'button', 'Delete'],
    ['label around', '<label>Email <input id=x></label>', 'textbox', 'Email'],
    ['label for', '<label for=x>City</label><input id=x>', 'textbox', 'City'],
    ['placeholder', '<input id=x placeholder="Search the shop">', 'textbox', 'Search the shop'],
    [
      'hidden parts left out',
      '<button id=x>Pay<span hidden> later</span><span aria-hidden=true>!</span></button>',
      'button',
      'Pay',
    ],
    ['the label stands for its box', '<label id=x>Agree <input type=checkbox></label>', 'checkbox', 'Agree'],
    ['ARIA role', '<div id=x role=button tabindex=0 style="width:90px">Send</div>', 'button', 'Send'],
    [
      'a plain box with a hand cursor',
      '<div style="cursor:pointer;width:90px"><div id=x>Place order</div></div>',
      'button',
      'Place order',
    ],
    ['text', '<p id=x>Place order</p>', 'paragraph', 'Place order'],
    ['editable region', '<div id=x contenteditable aria-label="Message">Hi</div>', 'textbox', 'Message'],
    ['list', '<select id=x aria-label=Colour><option>Red</select>', 'combobox', 'Colour'],
  ])('%s', async (_, html, role, name) => {
    expect((await factsOf(html, 'x'))[0]).toMatchObject({ role, name });
  });
});

test.each([
  ['<input id=x type=password>', 'password'],
  ['<input id=x autocomplete="cc-number">', 'payment'],
  ['<input id=x autocomplete="billing cc-csc">', 'payment'],
  ['<input id=x name=cardNumber>', 'payment'],
  ['<input id=x placeholder="CVC">', 'payment'],
  ['<label>Name on card <input id=x autocomplete=cc-name></label>', 'payment'],
  ['<input id=x type=email>', 'email'],
  ['<label>E-Mail <input id=x></label>', 'email'],
  ['<input id=x name=user_email>', 'email'],
  ['<input id=x type=tel>', 'tel'],
  ['<input id=x type=tel autocomplete=cc-number>', 'payment'],
  ['<label>CVC <input id=x type=tel></label>', 'payment'],
  ['<input id=x type=tel autocomplete=one-time-code>', 'one_time_code'],
  ['<label>6-digit code <input id=x type=tel></label>', 'one_time_code'],
  ['<input id=x type=tel autocomplete=username>', 'tel'],
  ['<label>Post code <input id=x type=tel></label>', 'tel'],
  ['<input id=x type=email autocomplete=username>', 'email'],
  ['<input id=x type=search placeholder="Search credit card offers">', 'search'],
  ['<label>Telefonnummer <input id=x name=phone></label>', 'tel'],
  ['<label>First name <input id=x></label>', 'person_name'],
  ['<label>Vorname <input id=x></label>', 'person_name'],
  ['<label>Full name <input id=x></label>', 'person_name'],
  ['<label>Street address <input id=x></label>', 'address'],
  ['<input id=x autocomplete="shipping postal-code">', 'address'],
  ['<label>Date of birth <input id=x type=date></label>', 'birthday'],
  ['<label>One-time code <input id=x></label>', 'one_time_code'],
  ['<input id=x type=search>', 'search'],
  ['<input id=x name=q placeholder="Search">', 'search'],
  ['<label>Quantity <input id=x type=number></label>', 'number'],
  ['<label>Colour <input id=x></label>', 'text'],
  ['<label>Product name <input id=x></label>', 'text'],
  ['<textarea id=x></textarea>', 'textarea'],
  ['<input id=x type=file>', 'file'],
  ['<button id=x>B</button>', null],
])('%s asks for %s', async (html, kind) => {
  expect((await factsOf(html, 'x'))[0]?.input).toBe(kind);
});

describe('the form', () => {
  test('what it asks for, where it goes, and what Enter would press', async () => {
    const [facts] = await factsOf(
      `<form id=f action="https://pay.test/take" method=post aria-label="Checkout">
        <input type=hidden name=token><input name=email type=email><input autocomplete=cc-number>
        <input name=note disabled><input name=gone style="display:none">
        <button type=button>Back</button><button id=x>Place order</button></form>`,
      'x',
    );
    expect(facts).toMatchObject({
      isSubmit: true,
      language: 'en',
      url: 'http://site.test/',
      form: {
        method: 'post',
        action: 'https://pay.test/take',
        crossOrigin: true,
        name: 'Checkout',
        isSearch: false,
        inputs: ['email', 'payment'],
        defaultButton: 'Place order',
      },
    });
  });

  test('fields whose names hide the properties of the form', async () => {
    const [facts] = await factsOf(
      '<form action="/go" method=post><input name=action><input name=method><button id=x>Go</button></form>',
      'x',
    );
    expect(facts?.form).toMatchObject({ method: 'post', action: 'http://site.test/go', crossOrigin: false });
  });

  test('a button outside that names its form', async () => {
    const [facts] = await factsOf(
      '<form id=f><input type=password></form><button id=x form=f>Log in</button>',
      'x',
    );
    expect(facts).toMatchObject({ isSubmit: true, form: { inputs: ['password'] } });
  });

  test('search forms', async () => {
    const [byField, byRole] = await factsOf(
      '<form><input type=search><button id=x>Go</button></form><form role=search><input name=a><input name=b><button id=y>Go</button></form>',
      'x',
      'y',
    );
    expect([byField?.form?.isSearch, byRole?.form?.isSearch]).toEqual([true, true]);
  });
});

describe('web components in a form', () => {
  /** A form with a password in its text or in a component, and one component of `host` that draws `inner`. */
  async function verdictOn(host: string, inner: string, field = '<input type=password>') {
    await factsOf(
      `<form method=post>${field}<x-part id=x ${host} style="display:inline-block">Continue</x-part></form>`,
    );
    const facts = await shared.evaluate((content) => {
      const part = document.querySelector('#x') as HTMLElement;
      part.attachShadow({ mode: 'open' }).innerHTML = content;
      const field = document.querySelector('x-field')?.attachShadow({ mode: 'open' });
      if (field) field.innerHTML = '<input autocomplete=cc-number>';
      const box = part.getBoundingClientRect();
      return window.hands.factsAt({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    }, inner);
    expect(facts).toMatchObject({ role: 'button', name: 'Continue' });
    const verdict = judge({ action: 'left_click', coordinate: [0, 0] }, facts);
    return verdict.verdict === 'critical' ? verdict.kind : 'allow';
  }

  test.each([
    ['the inner button submits', '', '<button type=submit><slot></slot></button>', 'credentials'],
    ['the component says it submits', 'type=submit', '<button><slot></slot></button>', 'credentials'],
    [
      'it says so, and its button is a plain one',
      'type=submit',
      '<button type=button><slot></slot></button>',
      'credentials',
    ],
    ['a component that is the button', 'type=submit role=button', '<slot></slot>', 'credentials'],
    ['a button for something else', 'type=button', '<button type=submit><slot></slot></button>', 'allow'],
    ['a button that does not say', '', '<button><slot></slot></button>', 'allow'],
  ])('%s', async (_, host, inner, expected) => {
    expect(await verdictOn(host, inner)).toBe(expected);
  });

  test('its text is the name of the button around its slot', async () => {
    const [named, plain] = await shared.evaluate(() =>
      ['<button><slot></slot></button>', '<p><slot></slot></p>'].map((inner) => {
        const part = document.createElement('x-part');
        part.style.display = 'inline-block';
        part.append('Place order');
        part.attachShadow({ mode: 'open' }).innerHTML = inner;
        document.body.replaceChildren(part);
        const box = part.getBoundingClientRect();
        return window.hands.factsAt({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      }),
    );
    expect(named).toMatchObject({ tag: 'button', name: 'Place order' });
    expect(judge({ action: 'left_click', coordinate: [0, 0] }, named ?? null)).toMatchObject({
      kind: 'order',
    });
    expect(judge({ action: 'left_click', coordinate: [0, 0] }, plain ?? null)).toEqual({ verdict: 'allow' });
  });

  test('a field inside a component counts as one of the form', async () => {
    expect(await verdictOn('type=submit', '<button><slot></slot></button>', '<x-field></x-field>')).toBe(
      'payment',
    );
    expect(await verdictOn('type=submit', '<button><slot></slot></button>', '<input>')).toBe('allow');
  });
});

describe('facts and rules together, on real elements', () => {
  const click = { action: 'left_click', coordinate: [0, 0] as [number, number] } as const;
  test.each([
    ['<form method=post><input type=hidden name=id><button id=x>Add to cart</button></form>', 'allow'],
    ['<form><input type=search name=q><button id=x>Search</button></form>', 'allow'],
    ['<form method=post><label>Card number<input></label><button id=x>Continue</button></form>', 'payment'],
    ['<form method=post><button id=x>Place order</button></form>', 'order'],
    ['<form><input type=email><button id=x>OK</button></form>', 'personal_data'],
    ['<form><input type=tel autocomplete=cc-number><button id=x>Continue</button></form>', 'payment'],
    ['<form><input type=password><button id=x>Log in</button></form>', 'credentials'],
    ['<div id=x style="cursor:pointer;width:99px">Buy now</div>', 'order'],
    [
      '<div style="cursor:pointer"><h3 id=x>Blue mug</h3><p>Our buy now favourite, send it to a friend, or book a table for two with it.</p></div>',
      'allow',
    ],
    ['<a id=x href="/signup">Sign up</a>', 'allow'],
    ['<a id=x href="#" onclick="order()">Order now</a>', 'order'],
  ])('%s → %s', async (html, expected) => {
    const [facts] = await factsOf(html, 'x');
    const verdict = judge(click, facts ?? null);
    expect(verdict.verdict === 'critical' ? verdict.kind : 'allow').toBe(expected);
  });
});

test('the focused element, and nothing', async () => {
  const page = await open('<input id=field aria-label=Name>');
  expect(await factsAt(page, null)).toBe(null);
  await page.locator('#field').focus();
  expect(await factsAt(page, null)).toMatchObject({ name: 'Name', editable: true });
  expect(await factsAt(page, { x: 900, y: 20 })).toBe(null);
});

test('what a person typed is nowhere in the facts', async () => {
  const [facts] = await factsOf('<form><input value="4111-secret" id=x autocomplete=cc-number></form>', 'x');
  expect(JSON.stringify(facts)).not.toContain('secret');
});
