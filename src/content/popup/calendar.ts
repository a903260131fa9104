import type { Pick } from './pickers.ts';
import { type Draw, type Item, openPopup } from './popup.ts';
import { add, button, item } from './rows.ts';

const DAY_MS = 86_400_000;

/** A month of days; choosing one picks its date, or its week for a field of weeks. All in UTC: a date has no zone. */
export function calendar(input: HTMLInputElement, pick: Pick): Draw {
  let shown = firstOfMonth(dateIn(input) ?? limited(input, today()));
  const weeks = input.type === 'week';
  return (box) => {
    const language = languageOf(input);
    const title = text(shown, language, { month: 'long', year: 'numeric' });
    const step = (count: number) => () => {
      shown = new Date(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() + count, 1));
      openPopup()?.redraw();
    };
    const items = head(box, title, [
      ['«', 'Previous year', step(-12)],
      ['‹', 'Previous month', step(-1)],
      ['›', 'Next month', step(1)],
      ['»', 'Next year', step(12)],
    ]);
    const grid = add(box, 'grid');
    grid.style.gridTemplateColumns = 'repeat(7, 1fr)';
    const first = mondayOf(shown);
    for (let day = 0; day < 7; day++)
      add(grid, 'weekday', text(plus(first, day), language, { weekday: 'short' }));
    const chosen = dateIn(input);
    for (let day = 0; day < 42; day++) {
      const date = plus(first, day);
      if (day % 7 === 0 && day > 27 && date.getUTCMonth() !== shown.getUTCMonth()) break;
      const cell = add(grid, 'cell', String(date.getUTCDate()));
      const outside = date.getUTCMonth() !== shown.getUTCMonth();
      if (outside) cell.style.opacity = '0.55';
      const name = text(date, language, { day: 'numeric', month: 'long', year: 'numeric' });
      const same = chosen !== null && (weeks ? isoWeek(date) === isoWeek(chosen) : +date === +chosen);
      const disabled = +limited(input, date) !== +date && !weeks;
      items.push(
        item(cell, button(name), () => pick(weeks ? isoWeek(date) : iso(date)), { chosen: same, disabled }),
      );
    }
    return items;
  };
}

/** Twelve months of a year. */
export function months(input: HTMLInputElement, pick: Pick): Draw {
  const now = dateIn(input) ?? today();
  let year = now.getUTCFullYear();
  return (box) => {
    const language = languageOf(input);
    const step = (count: number) => () => {
      year += count;
      openPopup()?.redraw();
    };
    const items = head(box, String(year), [
      ['‹', 'Previous year', step(-1)],
      ['›', 'Next year', step(1)],
    ]);
    const grid = add(box, 'grid');
    grid.style.gridTemplateColumns = 'repeat(3, 1fr)';
    for (let month = 0; month < 12; month++) {
      const first = new Date(Date.UTC(year, month, 1));
      const value = iso(first).slice(0, 7);
      const cell = add(grid, 'cell', text(first, language, { month: 'short' }));
      const name = text(first, language, { month: 'long', year: 'numeric' });
      const disabled = (input.min !== '' && value < input.min) || (input.max !== '' && value > input.max);
      items.push(item(cell, button(name), () => pick(value), { chosen: value === input.value, disabled }));
    }
    return items;
  };
}

/** A title between arrows. */
function head(
  box: HTMLElement,
  title: string,
  arrows: readonly (readonly [sign: string, name: string, press: () => void])[],
): Item[] {
  const row = add(box, 'head');
  const draw = ([sign, name, press]: (typeof arrows)[number]) =>
    item(add(row, 'button', sign), button(name), press);
  const before = arrows.slice(0, arrows.length / 2).map(draw);
  add(row, 'title', title);
  return [...before, ...arrows.slice(arrows.length / 2).map(draw)];
}

/** The date in the field, its week's Monday or its month's first; null where there is none. */
function dateIn(input: HTMLInputElement): Date | null {
  const ms =
    input.type === 'datetime-local' ? Date.parse(`${input.value.slice(0, 10)}T00:00Z`) : input.valueAsNumber;
  if (!Number.isFinite(ms) || input.value === '') return null;
  // The number of a month field counts months.
  return input.type === 'month' ? new Date(Date.UTC(1970, ms, 1)) : new Date(ms);
}

/** The nearest date that `min` and `max` allow. */
function limited(input: HTMLInputElement, date: Date): Date {
  const limit = (written: string) => Date.parse(`${written.slice(0, 10)}T00:00Z`);
  const [min, max] = [limit(input.min), limit(input.max)];
  if (+date < min) return new Date(min);
  return +date > max ? new Date(max) : date;
}

function today(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

function firstOfMonth(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
}

function mondayOf(date: Date): Date {
  return plus(date, -((date.getUTCDay() + 6) % 7));
}

function plus(date: Date, days: number): Date {
  return new Date(+date + days * DAY_MS);
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** `2026-W52`: the week's year is that of its Thursday. */
function isoWeek(date: Date): string {
  const thursday = plus(mondayOf(date), 3);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((+thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function text(date: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(date);
}

/** The page's, where it is one. */
function languageOf({ ownerDocument }: HTMLElement): string {
  const { lang } = ownerDocument.documentElement;
  try {
    return Intl.getCanonicalLocales(lang)[0] ?? navigator.language;
  } catch {
    return navigator.language;
  }
}
