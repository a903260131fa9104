import { type Behaviour, both, fieldValue, logged, plain } from './behaviour.ts';

/**
 * Fields whose value is chosen in a window of the browser's own. No screenshot shows that: the reference chooses by
 * keyboard, the extension in the list or picker that it draws in the page.
 */
export const native: readonly Behaviour[] = [
  plain(
    'an option of a closed list, by the mouse',
    '<select id=c style="font:16px sans-serif;margin:20px;height:30px"><option>One<option>Two<option>Three</select><p style="height:200px"></p>',
    both(
      async (h) => {
        await h.click('#c');
        await h.choose('Two');
      },
      async (h) => {
        await h.press('Tab');
        await h.press('ArrowDown');
      },
    ),
    `[${fieldValue('#c')}, log]`,
    ['Two', ['input#c', 'change#c']],
    logged('input change'),
  ),
  plain(
    'a date, typed',
    '<input id=c type=date>',
    both(
      (h) => h.type('#c', '12/24/2026'),
      async (h) => {
        await h.press('Tab');
        await h.type(null, '12242026');
      },
    ),
    fieldValue('#c'),
    '2026-12-24',
  ),
  plain(
    'a time, typed',
    '<input id=c type=time>',
    both(
      (h) => h.type('#c', '05:30 PM'),
      async (h) => {
        await h.press('Tab');
        await h.type(null, '0530PM');
      },
    ),
    fieldValue('#c'),
    '17:30',
  ),
  plain(
    'a month, typed',
    '<input id=c type=month>',
    both(
      (h) => h.type('#c', 'December 2026'),
      async (h) => {
        await h.press('Tab');
        await h.type(null, 'December');
        await h.press('Tab');
        await h.type(null, '2026');
      },
    ),
    fieldValue('#c'),
    '2026-12',
  ),
  plain(
    'a date and time, typed',
    '<input id=c type=datetime-local>',
    both(
      (h) => h.type('#c', '12/24/2026 05:30 PM'),
      async (h) => {
        await h.press('Tab');
        await h.type(null, '12242026');
        await h.press('Tab');
        await h.type(null, '0530PM');
      },
    ),
    fieldValue('#c'),
    '2026-12-24T17:30',
  ),
  plain(
    'a date, chosen',
    '<input id=c type=date value=2026-11-21>',
    both(
      async (h) => {
        await h.click('#c');
        await h.choose('Next month');
        await h.choose('December 24, 2026');
      },
      async (h) => {
        await h.press('Tab');
        await h.type(null, '12242026');
      },
    ),
    `[${fieldValue('#c')}, log.includes('input#c'), log.includes('change#c')]`,
    ['2026-12-24', true, true],
    logged('input change'),
  ),
  plain(
    'a time, chosen',
    '<input id=c type=time>',
    both(
      async (h) => {
        await h.click('#c');
        await h.choose('17:30');
      },
      async (h) => {
        await h.press('Tab');
        await h.type(null, '0530PM');
      },
    ),
    fieldValue('#c'),
    '17:30',
  ),
  plain(
    'a suggestion, chosen',
    '<input id=c list=l><datalist id=l><option>Red<option>Green</datalist>',
    both(
      async (h) => {
        await h.type('#c', 'gr');
        await h.choose('Green');
      },
      (h) => h.type('#c', 'Green'),
    ),
    fieldValue('#c'),
    'Green',
  ),
];
