/** What a keyboard event says of a key; `keyCode` as on a US keyboard on Windows, since much of the web tests it. */
export interface Key {
  key: string;
  code: string;
  keyCode: number;
  /** The text it types: one character, '' for the others. */
  text: string;
}

const NAMED: Record<string, [code: string, keyCode: number]> = {
  Backspace: ['Backspace', 8],
  Tab: ['Tab', 9],
  Enter: ['Enter', 13],
  Shift: ['ShiftLeft', 16],
  Control: ['ControlLeft', 17],
  Alt: ['AltLeft', 18],
  Pause: ['Pause', 19],
  CapsLock: ['CapsLock', 20],
  Escape: ['Escape', 27],
  PageUp: ['PageUp', 33],
  PageDown: ['PageDown', 34],
  End: ['End', 35],
  Home: ['Home', 36],
  ArrowLeft: ['ArrowLeft', 37],
  ArrowUp: ['ArrowUp', 38],
  ArrowRight: ['ArrowRight', 39],
  ArrowDown: ['ArrowDown', 40],
  Insert: ['Insert', 45],
  Delete: ['Delete', 46],
  Meta: ['MetaLeft', 91],
  ContextMenu: ['ContextMenu', 93],
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`F${i + 1}`, [`F${i + 1}`, 112 + i]])),
};

/** Characters beside letters and digits on a US keyboard: unshifted, shifted, code, keyCode. */
const PUNCTUATION: [string, string, string, number][] = [
  [';', ':', 'Semicolon', 186],
  ['=', '+', 'Equal', 187],
  [',', '<', 'Comma', 188],
  ['-', '_', 'Minus', 189],
  ['.', '>', 'Period', 190],
  ['/', '?', 'Slash', 191],
  ['`', '~', 'Backquote', 192],
  ['[', '{', 'BracketLeft', 219],
  ['\\', '|', 'Backslash', 220],
  [']', '}', 'BracketRight', 221],
  ["'", '"', 'Quote', 222],
];
const SHIFTED_DIGITS = ')!@#$%^&*(';

/** The key of a name as in `KeyboardEvent.key`, or of one character; null where there is none of that name. */
export function keyOf(name: string): Key | null {
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (named) return { key: name, code: named[0], keyCode: named[1], text: '' };
  if (name === '\n' || name === '\r') return keyOf('Enter');
  if (name === '\t') return keyOf('Tab');
  return [...name].length === 1 ? characterKey(name) : null;
}

function characterKey(key: string): Key {
  if (key === ' ') return { key, code: 'Space', keyCode: 32, text: key };
  const upper = key.toUpperCase();
  if (/^[A-Z]$/.test(upper)) return { key, code: `Key${upper}`, keyCode: upper.charCodeAt(0), text: key };
  const digit = /^\d$/.test(key) ? Number(key) : SHIFTED_DIGITS.indexOf(key);
  if (digit >= 0) return { key, code: `Digit${digit}`, keyCode: 48 + digit, text: key };
  const mark = PUNCTUATION.find(([plain, shifted]) => plain === key || shifted === key);
  // Letters of other scripts come from no key of this keyboard, as with an input method.
  return { key, code: mark?.[2] ?? '', keyCode: mark?.[3] ?? 0, text: key };
}
