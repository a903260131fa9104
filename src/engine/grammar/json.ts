import { atMost, either, maybe, nothing, type Rule, range, repeated, sequence, text, times } from './rule.ts';

const digit = range(0x30, 0x39);
const firstDigit = range(0x31, 0x39);
const continuation = range(0x80, 0xbf);

/** One character beyond ASCII. Source: Unicode 15, table 3-7, well-formed UTF-8. */
const beyondAscii = either(
  sequence(range(0xc2, 0xdf), continuation),
  sequence(range(0xe0, 0xe0), range(0xa0, 0xbf), continuation),
  sequence(range(0xe1, 0xec), continuation, continuation),
  sequence(range(0xed, 0xed), range(0x80, 0x9f), continuation),
  sequence(range(0xee, 0xef), continuation, continuation),
  sequence(range(0xf0, 0xf0), range(0x90, 0xbf), continuation, continuation),
  sequence(range(0xf1, 0xf3), times(3, continuation)),
  sequence(range(0xf4, 0xf4), range(0x80, 0x8f), continuation, continuation),
);

const anyOf = (characters: string): Rule => either(...Array.from(characters, text));
const hex = either(digit, range(0x41, 0x46), range(0x61, 0x66));
const d = anyOf('dD');
/** After `\u`: a code unit, or both halves of a pair; half a pair is no text. */
const codeUnits = either(
  sequence(either(digit, anyOf('abcefABCEF')), times(3, hex)),
  sequence(d, range(0x30, 0x37), times(2, hex)),
  sequence(d, anyOf('89abAB'), times(2, hex), text('\\u'), d, anyOf('cdefCDEF'), times(2, hex)),
);
const escaped = sequence(text('\\'), either(anyOf('"\\/bfnrt'), sequence(text('u'), codeUnits)));
const character = either(range(0x20, 0x21), range(0x23, 0x5b), range(0x5d, 0x7f), beyondAscii, escaped);

/** A JSON string of at least so many characters. */
export function string(minLength: 0 | 1): Rule {
  const begin = minLength === 1 ? character : nothing;
  return sequence(text('"'), begin, repeated(character), text('"'));
}

/** A JSON list of at least one `item`. */
export function list(item: Rule): Rule {
  return sequence(text('['), item, repeated(sequence(text(', '), item)), text(']'));
}

/** A JSON number without exponent: up to 6 digits, then perhaps a point and up to 3 more. */
export function number(negative: boolean): Rule {
  const whole = either(text('0'), sequence(firstDigit, atMost(5, digit)));
  const fraction = maybe(sequence(text('.'), digit, atMost(2, digit)));
  return sequence(negative ? maybe(text('-')) : nothing, whole, fraction);
}

/** A whole number from 0 to `limit` − 1. @throws RangeError when there is none */
export function below(limit: number): Rule {
  if (!(limit >= 1)) throw new RangeError(`no coordinate is at least 0 and less than ${limit}`);
  const digits = Array.from(String(Math.ceil(limit) - 1), Number);
  if (digits.length === 1) return range(0x30, 0x30 + (digits[0] ?? 0));
  const shorter = sequence(firstDigit, atMost(digits.length - 2, digit));
  return either(text('0'), shorter, sameLength(digits, true));
}

/** As many digits as `digits`, and not more in value. */
function sameLength([head, ...rest]: readonly number[], leading: boolean): Rule {
  if (head === undefined) return nothing;
  const least = leading ? 1 : 0;
  const equal = sequence(text(String(head)), sameLength(rest, false));
  if (head === least) return equal;
  return either(equal, sequence(range(0x30 + least, 0x30 + head - 1), times(rest.length, digit)));
}
