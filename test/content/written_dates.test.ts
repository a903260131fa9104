import { expect, test } from 'vitest';
import { fieldValue } from '../../src/content/keyboard/written_dates.ts';

test.each([
  ['date', '2026-12-24', '2026-12-24'],
  ['date', '12/24/2026', '2026-12-24'],
  ['date', '1/2/2026', '2026-01-02'],
  ['date', '24.12.2026', '2026-12-24'],
  ['date', '2026/12/4', '2026-12-04'],
  ['date', '12242026', '2026-12-24'],
  ['date', 'December 24, 2026', '2026-12-24'],
  ['date', 'Thursday, 24th Dec 2026', '2026-12-24'],
  ['date', '24 dec 2026', '2026-12-24'],
  ['time', '17:30', '17:30'],
  ['time', '5:30 PM', '17:30'],
  ['time', '12:05 am', '00:05'],
  ['time', '0530PM', '17:30'],
  ['time', '5 p.m.', '17:00'],
  ['time', '17:30:15', '17:30:15'],
  ['month', '2026-12', '2026-12'],
  ['month', 'December 2026', '2026-12'],
  ['month', '3/2026', '2026-03'],
  ['week', '2026-W07', '2026-W07'],
  ['week', 'Week 7, 2026', '2026-W07'],
  ['datetime-local', '2026-12-24T17:30', '2026-12-24T17:30'],
  ['datetime-local', '12/24/2026 05:30 PM', '2026-12-24T17:30'],
  ['datetime-local', 'December 24, 2026 at 5 PM', '2026-12-24T17:00'],
  ['date', 'tomorrow', 'tomorrow'],
  ['color', ' #ff0000 ', '#ff0000'],
])('a %s field is given %s as %s', (type, written, value) => {
  expect(fieldValue(type, written)).toBe(value);
});
