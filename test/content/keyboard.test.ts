import { describe, expect, test } from 'vitest';
import { act, clickOn, heard, listen, open, press, typeInto, useBrowser } from './page.ts';

useBrowser();

const KEY_TYPES = 'keydown keypress keyup beforeinput input change submit';

describe('typing', () => {
  test('sends the whole sequence for each character', async () => {
    const page = await open('<input id=field>');
    await listen(page, KEY_TYPES);
    await typeInto(page, '#field', 'aé');
    expect(await heard(page)).toMatchInlineSnapshot(`
      [
        "keydown#field",
        "keypress#field",
        "beforeinput#field",
        "input#field",
        "keyup#field",
        "keydown#field",
        "keypress#field",
        "beforeinput#field",
        "input#field",
        "keyup#field",
      ]
    `);
  });

  test('is told from a real keyboard by isTrusted alone', async () => {
    const fields =
      "' ' + [e.key, e.code, e.keyCode, e.charCode, e.which, e.inputType, e.data, e.bubbles, e.cancelable, e.composed, e.target.value].join(',')";
    const record = async (typist: 'hands' | 'person') => {
      const page = await open('<form id=form action=/sent><input id=field><button id=go>Go</button></form>');
      await page.evaluate(() =>
        document.querySelector('form')?.addEventListener('submit', (e) => e.preventDefault()),
      );
      await page.locator('#field').focus();
      await listen(page, `${KEY_TYPES} click`, fields);
      const keys = ['a', 'B', '7', '-', ' ', 'Backspace', 'ArrowLeft', 'x', 'Delete', 'Enter'];
      for (const key of keys) {
        if (typist === 'hands') await press(page, key);
        else await page.keyboard.press(key);
      }
      const events = await heard(page);
      return events;
    };
    const [hands, person] = await Promise.all([record('hands'), record('person')]);
    expect(hands).toEqual(person);
  });

  test.each([
    ['text', '<input id=field>', 'Hello, world! ñ 漢字 🙂', 'Hello, world! ñ 漢字 🙂'],
    ['password', '<input id=field type=password>', 'pa$$w0rd', 'pa$$w0rd'],
    ['email', '<input id=field type=email>', 'a.b@c.test', 'a.b@c.test'],
    ['number', '<input id=field type=number step=any>', '-12.5', '-12.5'],
    ['letters in a number', '<input id=field type=number>', '1a2', '12'],
    ['maxlength', '<input id=field maxlength=3>', 'abcdef', 'abc'],
    ['textarea', '<textarea id=field></textarea>', 'one\ntwo', 'one\ntwo'],
    ['date', '<input id=field type=date>', '12/24/2026', '2026-12-24'],
    ['time', '<input id=field type=time>', '17:30', '17:30'],
    ['range', '<input id=field type=range max=10>', '7', '7'],
    ['at the end of what is there', '<input id=field value="ab" style="width:300px">', 'cd', 'abcd'],
  ])('%s', async (_, html, text, value) => {
    const page = await open(html);
    await listen(page, 'input');
    expect(await typeInto(page, '#field', text)).toMatchObject({ kind: 'page' });
    expect(await page.locator('#field').inputValue()).toBe(value);
    expect((await heard(page)).length).toBeGreaterThan(0);
  });

  test('replaces what is there', async () => {
    const page = await open('<input id=field value="old text"><div id=rich contenteditable>old</div>');
    await typeInto(page, '#field', 'new', { deleteExisting: true });
    await typeInto(page, '#rich', 'new', { deleteExisting: true });
    expect(await page.locator('#field').inputValue()).toBe('new');
    expect(await page.locator('#rich').textContent()).toBe('new');
  });

  test('a change event follows when the focus leaves', async () => {
    const page = await open('<input id=field><input id=other>');
    await listen(page, 'change');
    await typeInto(page, '#field', 'x');
    await clickOn(page, '#other');
    expect(await heard(page)).toEqual(['change#field']);
  });

  test('an editable region, with line breaks', async () => {
    const page = await open('<div id=rich contenteditable><p>Dear</p></div>');
    await listen(page, 'beforeinput input', "' ' + e.inputType");
    await typeInto(page, '#rich', ' you', { pressEnter: true });
    expect(await page.locator('#rich').textContent()).toBe('Dear you');
    expect(await page.locator('#rich p, #rich div').count()).toBe(2);
    expect((await heard(page)).slice(-2)).toEqual([
      'beforeinput#rich insertParagraph',
      'input#rich insertParagraph',
    ]);
  });

  test('an editor that takes beforeinput over gets every character once', async () => {
    const page = await open('<div id=rich contenteditable></div><p id=model></p>');
    await page.evaluate(() => {
      document.querySelector('#rich')?.addEventListener('beforeinput', (e) => {
        e.preventDefault();
        (document.querySelector('#model') as HTMLElement).textContent += (e as InputEvent).data ?? '';
      });
    });
    await typeInto(page, '#rich', 'abc');
    expect(await page.locator('#model').textContent()).toBe('abc');
    expect(await page.locator('#rich').textContent()).toBe('');
  });

  test('a framework that guards the value hears of it', async () => {
    const page = await open('<input id=field>');
    await page.evaluate(() => {
      // As React does: an own property on the element remembers what the page itself has set.
      const field = document.querySelector('#field') as HTMLInputElement;
      const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') as PropertyDescriptor;
      let known = '';
      Object.defineProperty(field, 'value', {
        configurable: true,
        get: () => own.get?.call(field),
        set: (value: string) => {
          known = value;
          own.set?.call(field, value);
        },
      });
      window.log = [];
      field.addEventListener('input', () => {
        if (field.value !== known) window.log.push(field.value);
        known = field.value;
      });
    });
    await typeInto(page, '#field', 'hi');
    expect(await heard(page)).toEqual(['h', 'hi']);
  });

  test('a prevented keydown types nothing', async () => {
    const page = await open('<input id=field>');
    await page.evaluate(() => addEventListener('keydown', (e) => e.key === 'b' && e.preventDefault()));
    await typeInto(page, '#field', 'abc');
    expect(await page.locator('#field').inputValue()).toBe('ac');
  });

  test('a tab in the text does not carry the rest of it away', async () => {
    const page = await open('<input id=field><button id=pay>Pay</button>');
    await listen(page, 'click');
    await page.locator('#field').focus();
    await act(page, { kind: 'type', point: null, text: 'a\t b', pressEnter: false, deleteExisting: false });
    expect(await heard(page)).toEqual([]);
    expect(await page.locator('#field').inputValue()).toBe('a  b');
  });

  test('without a point it goes to what has the focus', async () => {
    const page = await open('<input id=field>');
    await page.locator('#field').focus();
    await act(page, { kind: 'type', point: null, text: 'x', pressEnter: false, deleteExisting: false });
    expect(await page.locator('#field').inputValue()).toBe('x');
  });
});

describe('Enter', () => {
  test.each([
    [
      'clicks the first submit button',
      '<input id=f><button type=button>No</button><button id=go>Go</button>',
      ['click#go', 'submit#form'],
    ],
    ['submits a single field without a button', '<input id=f>', ['submit#form']],
    ['submits no two fields without a button', '<input id=f><input>', []],
    ['submits nothing past a disabled button', '<input id=f><button disabled>Go</button>', []],
    [
      'does not submit what is invalid',
      '<input id=f required pattern=x+><button id=go>Go</button>',
      ['click#go'],
    ],
  ])('%s', async (_, inside, expected) => {
    const page = await open(`<form id=form action=/sent>${inside}</form>`);
    await page.evaluate(() =>
      document.querySelector('form')?.addEventListener('submit', (e) => e.preventDefault()),
    );
    await page.locator('#f').focus();
    await listen(page, 'click submit');
    await act(page, { kind: 'type', point: null, text: 'y', pressEnter: true, deleteExisting: false });
    expect(await heard(page)).toEqual(expected);
  });

  test('goes to the page of the form', async () => {
    const page = await open('<form action=/found><input id=q name=q></form>');
    await Promise.all([
      page.waitForURL('**/found?q=blue+mug'),
      typeInto(page, '#q', 'blue mug', { pressEnter: true }).catch(() => {}),
    ]);
  });

  test('presses a focused link and button', async () => {
    const page = await open('<a id=link href="#there">There</a> <button id=button>B</button>');
    await listen(page, 'click');
    for (const id of ['#link', '#button']) {
      await page.locator(id).focus();
      await press(page, 'Enter');
    }
    await press(page, ' ');
    expect(await heard(page)).toEqual(['click#link', 'click#button', 'click#button']);
    expect(page.url()).toContain('#there');
  });
});

describe('other keys', () => {
  test('Tab and Shift+Tab visit what a person would', async () => {
    const page = await open(`
      <input id=a><input id=no disabled><button id=b tabindex=-1>B</button><div id=c tabindex=0>C</div>
      <a>No link</a><a id=d href=#x>D</a><input id=hidden style="display:none"><input id=e tabindex=1>`);
    const visit = async (typist: 'hands' | 'person', keys: string[]) => {
      await page.locator('#a').focus();
      const seen: string[] = [];
      for (const key of keys) {
        if (typist === 'hands') await press(page, ...key.split('+'));
        else await page.keyboard.press(key);
        seen.push(await page.evaluate(() => document.activeElement?.id ?? ''));
      }
      return seen;
    };
    const keys = ['Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab'];
    const hands = await visit('hands', keys);
    expect(hands).toEqual(['c', 'd', 'c', 'a', 'e']);
    expect(await visit('person', keys)).toEqual(hands);
  });

  test('Escape closes a dialog, Control+A selects, arrows and Home move the caret', async () => {
    const page = await open('<input id=field value=abc><dialog id=box>Box</dialog>');
    await page.locator('#field').focus();
    await press(page, 'Control', 'a');
    await press(page, 'x');
    await press(page, 'y');
    await press(page, 'ArrowLeft');
    await press(page, '-');
    await press(page, 'Home');
    await press(page, '<');
    expect(await page.locator('#field').inputValue()).toBe('<x-y');
    await page.evaluate(() => (document.querySelector('#box') as HTMLDialogElement).showModal());
    await press(page, 'Escape');
    expect(await page.locator('#box').isVisible()).toBe(false);
  });

  test('lists, radio buttons, numbers and sliders follow the arrows', async () => {
    const page = await open(`
      <select id=list><option>Red<option>Green<option>Blue</select>
      <input id=one type=radio name=r checked><input id=two type=radio name=r>
      <input id=number type=number value=4><input id=range type=range value=50>`);
    await listen(page, 'change');
    for (const [id, key] of [
      ['#list', 'ArrowDown'],
      ['#list', 'B'],
      ['#one', 'ArrowDown'],
      ['#number', 'ArrowUp'],
      ['#range', 'End'],
    ] as const) {
      await page.locator(id).focus();
      await press(page, key);
    }
    expect(
      await page.evaluate(() =>
        [...document.querySelectorAll('select, input')].map((e) => (e as HTMLInputElement).value),
      ),
    ).toEqual(['Blue', 'on', 'on', '5', '100']);
    expect(await page.locator('#two').isChecked()).toBe(true);
    expect(await heard(page)).toEqual([
      'change#list',
      'change#list',
      'change#two',
      'change#number',
      'change#range',
    ]);
  });

  test('PageDown and Space scroll a page on which nothing else has the focus', async () => {
    const page = await open('<div style="height:3000px"></div>');
    await press(page, 'PageDown');
    const once = await page.evaluate(() => scrollY);
    expect(once).toBe(525);
    await press(page, ' ');
    expect(await page.evaluate(() => scrollY)).toBe(2 * once);
    await press(page, 'Home');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test('a key that does not exist is refused', async () => {
    const page = await open('<input id=field>');
    expect(await press(page, 'Enterr')).toMatchObject({ kind: 'refused', reason: 'unknown_key' });
  });
});
