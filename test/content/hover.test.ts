import { describe, expect, test } from 'vitest';
import { act, centre, open, useBrowser } from './page.ts';

useBrowser();

const MENU = `<style>
  #menu ul { display: none }
  @media (min-width: 100px) { #menu:hover > ul { display: block } }
  .plain { color: rgb(9, 9, 9) }
  p { & :is(b, i):hover { color: rgb(1, 2, 3) } }
</style>
<div id=menu style="width:200px">Menu<ul><li id=item>Item</ul></div>
<p>Some <b id=bold>bold</b> text</p><div id=rich contenteditable><b id=inner>inner</b></div>`;

const hover = async (page: Awaited<ReturnType<typeof open>>, selector: string) =>
  act(page, { kind: 'move', point: await centre(page.locator(selector)) });
const marks = (page: Awaited<ReturnType<typeof open>>) =>
  page.evaluate(() => [...document.querySelectorAll('[data-sidefara-hover]')].map(({ id }) => id));

describe('the :hover styles of a page', () => {
  test('show while the mouse is there, in what it leads to, and no longer', async () => {
    const page = await open(MENU);
    await hover(page, '#menu');
    expect(await page.locator('#item').isVisible()).toBe(true);
    await hover(page, '#item');
    expect(await page.locator('#item').isVisible()).toBe(true);
    expect(await marks(page)).toEqual(['menu']);
    await hover(page, '#bold');
    expect(await page.locator('#item').isVisible()).toBe(false);
    expect(await page.locator('#bold').evaluate((e) => getComputedStyle(e).color)).toBe('rgb(1, 2, 3)');
    expect(await marks(page)).toEqual(['bold']);
  });

  test('nothing in an editor is marked: its content may be saved', async () => {
    const page = await open(`<style>b:hover { color: red }</style>${MENU}`);
    await hover(page, '#inner');
    expect(await marks(page)).toEqual([]);
    expect(await page.locator('#rich').innerHTML()).toBe('<b id="inner">inner</b>');
  });

  test('a rule that comes later, and one in a shadow root', async () => {
    const page = await open('<div id=host></div><i id=late>late</i>');
    await page.evaluate(() => {
      const root = (document.querySelector('#host') as HTMLElement).attachShadow({ mode: 'open' });
      root.innerHTML = '<style>b:hover { color: rgb(4, 5, 6) }</style><b id=inside>inside</b>';
    });
    await hover(page, '#inside');
    expect(await page.locator('#inside').evaluate((e) => getComputedStyle(e).color)).toBe('rgb(4, 5, 6)');
    await hover(page, '#late');
    await page.evaluate(() => {
      document.head.append(
        Object.assign(document.createElement('style'), {
          textContent: '#late:hover { color: rgb(7, 8, 9) }',
        }),
      );
    });
    await hover(page, '#inside');
    await hover(page, '#late');
    expect(await page.locator('#late').evaluate((e) => getComputedStyle(e).color)).toBe('rgb(7, 8, 9)');
  });

  test('a page without such rules is not touched', async () => {
    const page = await open('<b id=bold>bold</b>');
    await hover(page, '#bold');
    expect(await marks(page)).toEqual([]);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  });
});
