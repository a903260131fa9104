import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { popupItem } from '../bench/hands/popup_item.ts';
import { act, clickOn, factsAt, heard, listen, open, press, typeInto, useBrowser } from './page.ts';

useBrowser();

const field = (attributes: string) =>
  `<input id=field aria-label=Field style="margin:20px;font:16px sans-serif" ${attributes}><button id=other style="position:absolute;top:560px">Other</button>`;
const value = (page: Page) => page.locator('#field').inputValue();
const isShown = (page: Page) => page.evaluate(() => document.querySelector('sidefara-list') !== null);
const choose = async (page: Page, name: string) =>
  act(page, { kind: 'click', point: await popupItem(page, name) });

describe('pickers of native fields, drawn in the page', () => {
  test('a day, two months on', async () => {
    const page = await open(field('type=date value=2026-11-21'));
    await listen(page, 'input change');
    expect(await clickOn(page, '#field')).toMatchObject({ note: expect.stringContaining('drawn') });
    await choose(page, 'Next month');
    expect(await choose(page, 'Next month')).toMatchObject({ kind: 'page', changes: [{ what: 'dom' }] });
    expect(await heard(page)).toEqual([]);
    const point = await popupItem(page, 'January 24, 2027');
    expect(await factsAt(page, point)).toMatchObject({
      tag: 'button',
      name: 'January 24, 2027',
      input: 'date',
    });
    expect(await act(page, { kind: 'click', point })).toMatchObject({
      hit: { name: 'January 24, 2027' },
      changes: expect.arrayContaining([{ what: 'value', after: '2027-01-24', masked: false }]),
    });
    expect(await value(page)).toBe('2027-01-24');
    expect(await heard(page)).toEqual(['input#field', 'change#field']);
    expect(await isShown(page)).toBe(false);
  });

  test.each([
    ['a month', 'type=month value=2026-11', ['Next year', 'March 2027'], '2027-03'],
    ['a week', 'type=week value=2026-W47', ['Next month', 'December 31, 2026'], '2026-W53'],
    ['a time', 'type=time value=09:30', ['17:30'], '17:30'],
    ['a time in the field’s steps', 'type=time step=7200', ['14:00'], '14:00'],
    [
      'a day and a time',
      'type=datetime-local value=2026-11-21T08:00',
      ['November 24, 2026', '17:30'],
      '2026-11-24T17:30',
    ],
    ['a colour', 'type=color value=#000000', ['orange'], '#ffa500'],
    ['a colour the page suggests', 'type=color list=l', ['#123456'], '#123456'],
    ['a suggestion', 'list=l', ['Green'], 'Green'],
  ])('%s', async (_, attributes, names, expected) => {
    const options = attributes.includes('color') ? '<option>#123456' : '<option>Red<option>Green<option>Grey';
    const page = await open(`${field(attributes)}<datalist id=l>${options}</datalist>`);
    await listen(page, 'input change');
    await clickOn(page, '#field');
    for (const name of names) await choose(page, name);
    expect(await value(page)).toBe(expected);
    expect(await heard(page)).toEqual(['input#field', 'change#field']);
    expect(await isShown(page)).toBe(false);
  });

  test('days outside min and max cannot be chosen', async () => {
    const page = await open(field('type=date min=2026-11-10 max=2026-11-20'));
    await clickOn(page, '#field');
    expect(await choose(page, 'November 9, 2026')).toMatchObject({ kind: 'refused', reason: 'disabled' });
    await choose(page, 'November 10, 2026');
    expect(await value(page)).toBe('2026-11-10');
  });

  test('typing shows the suggestions that contain it, and none when there are none', async () => {
    const page = await open(
      `${field('list=l')}<datalist id=l><option>Red<option>Green<option>Grey</datalist>`,
    );
    await typeInto(page, '#field', 'gre');
    await expect(popupItem(page, 'Red')).rejects.toThrow();
    await choose(page, 'Grey');
    expect(await value(page)).toBe('Grey');
    await typeInto(page, '#field', 'xyz', { deleteExisting: true });
    expect(await isShown(page)).toBe(false);
  });

  test('Escape, a click elsewhere and typing close it; the click goes where it was meant', async () => {
    const page = await open(field('type=date'));
    await clickOn(page, '#field');
    await press(page, 'Escape');
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#field');
    await listen(page, 'click');
    await clickOn(page, '#other');
    expect(await heard(page)).toEqual(['click#other']);
    expect(await isShown(page)).toBe(false);
    await clickOn(page, '#field');
    await typeInto(page, '#field', '12/24/2026');
    expect(await value(page)).toBe('2026-12-24');
    expect(await isShown(page)).toBe(false);
  });

  test('a read-only field has none, nor has a page that prevents the mousedown', async () => {
    const page = await open(field('type=date readonly'));
    await clickOn(page, '#field');
    expect(await isShown(page)).toBe(false);
    const other = await open(field('type=date'));
    await other.evaluate(() => addEventListener('mousedown', (event) => event.preventDefault()));
    await clickOn(other, '#field');
    expect(await isShown(other)).toBe(false);
  });
});
