/** Month names by their first three letters. */
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * What a date or time field of `type` calls the text its value: ISO forms, `12/24/2026`, `24.12.2026`,
 * `24 December 2026`, `December 24, 2026`, digits alone as typed into the field's parts (`12242026`, `0530PM`),
 * `5:30 PM`, and the like of months and weeks. Anything else as it is; whether it is a value, the field will say.
 */
export function fieldValue(type: string, text: string): string {
  const written = text.trim();
  switch (type) {
    case 'date':
      return isoDate(written) ?? written;
    case 'time':
      return isoTime(written) ?? written;
    case 'month':
      return isoMonth(written) ?? written;
    case 'week':
      return isoWeek(written) ?? written;
    case 'datetime-local':
      return dateAndTime(written) ?? written;
    default:
      return written;
  }
}

function isoDate(text: string): string | null {
  const [, y, m, d] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? [];
  if (y && m && d) return join(y, m, d);
  const [, month, day, year] =
    /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text) ?? [];
  if (month && day && year) return join(year, month, day);
  const [, dayFirst, then, last] = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(text) ?? [];
  if (dayFirst && then && last) return join(last, then, dayFirst);
  const number = /\b(\d{1,2})(st|nd|rd|th)?\b/.exec(text)?.[1];
  const named = monthIn(text);
  const fullYear = /\b\d{4}\b/.exec(text)?.[0];
  return number && named && fullYear ? join(fullYear, named, number) : null;
}

function isoTime(text: string): string | null {
  const [, hours, minutes, seconds, half] =
    /^(\d{1,2})[:.]?(\d{2})?(?::(\d{2}))?\s*([ap])?\.?m?\.?$/i.exec(text) ?? [];
  if (!hours || (!minutes && !half)) return null;
  const late = half?.toLowerCase() === 'p';
  const hour = half ? (Number(hours) % 12) + (late ? 12 : 0) : Number(hours);
  return [String(hour), minutes ?? '00', seconds]
    .flatMap((part) => (part ? [part.padStart(2, '0')] : []))
    .join(':');
}

function isoMonth(text: string): string | null {
  const year = /\b\d{4}\b/.exec(text)?.[0];
  const month = monthIn(text) ?? /(?<!\d)(\d{1,2})(?!\d)/.exec(text)?.[1];
  return year && month ? `${year}-${month.padStart(2, '0')}` : null;
}

function isoWeek(text: string): string | null {
  const year = /\b\d{4}/.exec(text)?.[0];
  const week = /(?<!\d)(\d{1,2})(?!\d)/.exec(text)?.[1];
  return year && week ? `${year}-W${week.padStart(2, '0')}` : null;
}

function dateAndTime(text: string): string | null {
  const [, day = '', hour = ''] =
    /^(.+?)[\sT,]+(?:at\s+)?(\d{1,2}[:.]?\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)$/i.exec(
      text,
    ) ?? [];
  const [date, time] = [isoDate(day.trim()), isoTime(hour.trim())];
  return date && time ? `${date}T${time}` : null;
}

/** The number of the month that is named; null where none is. */
function monthIn(text: string): string | null {
  for (const [word] of text.toLowerCase().matchAll(/[a-z]{3,}/g)) {
    const index = MONTHS.indexOf(word.slice(0, 3));
    if (index >= 0) return String(index + 1);
  }
  return null;
}

function join(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
