import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { act, centre, clickOn, heard, listen, open, press, typeInto, useBrowser } from './page.ts';

useBrowser();

const TYPES = 'focus focusin blur focusout change';

/** Runs `look` while another window has the person's focus, as the side panel does when a task is started. */
async function unfocused(page: Page, look: () => Promise<void>): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  // Playwright lets every page believe that it is focused.
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await page.context().newPage();
  await other.bringToFront();
  try {
    await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
    await look();
  } finally {
    await other.close();
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await devtools.detach();
  }
}

describe('while the person’s focus is elsewhere', () => {
  test('a page hears of every change of the focus, in the browser’s own order', async () => {
    const page = await open('<input id=a><input id=b><button id=c>C</button>');
    const use = async () => {
      await listen(page, TYPES);
      await typeInto(page, '#a', 'x');
      await press(page, 'Tab');
      await clickOn(page, '#c');
      return heard(page);
    };
    let unseen: string[] = [];
    await unfocused(page, async () => {
      unseen = await use();
    });
    const other = await open('<input id=a><input id=b><button id=c>C</button>');
    await listen(other, TYPES);
    const { x, y } = await centre(other.locator('#a'));
    await other.mouse.click(x, y);
    await other.keyboard.type('x');
    await other.keyboard.press('Tab');
    const button = await centre(other.locator('#c'));
    await other.mouse.click(button.x, button.y);
    expect(unseen).toEqual(await heard(other));
    expect(unseen).toContain('blur#a');
  });

  test('what the page itself focuses, at once or later, is told, too', async () => {
    const page = await open('<button id=open>Open</button><input id=now><input id=later>');
    await page.evaluate(() => {
      const at = (id: string) => document.getElementById(id) as HTMLElement;
      at('open').addEventListener('click', () => at('now').focus());
      at('now').addEventListener('focus', () => setTimeout(() => at('later').focus()));
    });
    await unfocused(page, async () => {
      await listen(page, 'focus blur');
      await clickOn(page, '#open');
      expect(await heard(page)).toEqual(['focus#open', 'blur#open', 'focus#now', 'blur#now', 'focus#later']);
    });
  });

  test('a field that was focused all along hears of it before it is typed into', async () => {
    const page = await open('<input id=a>');
    await unfocused(page, async () => {
      await page.locator('#a').evaluate((field) => field.focus());
      await listen(page, 'focus input');
      await act(page, { kind: 'type', point: null, text: 'x', pressEnter: false, deleteExisting: false });
      expect(await heard(page)).toEqual(['focus#a', 'input#a']);
    });
  });
});

test('while the page has the focus the browser alone tells of it', async () => {
  const page = await open('<input id=a><input id=b>');
  await listen(page, TYPES);
  await clickOn(page, '#a');
  await clickOn(page, '#b');
  expect(await heard(page)).toEqual(['focus#a', 'focusin#a', 'blur#a', 'focusout#a', 'focus#b', 'focusin#b']);
});
