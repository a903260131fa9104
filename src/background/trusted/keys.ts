/** What the DevTools protocol wants to know of a key. */
export interface Key {
  key: string;
  code: string;
  /** The legacy code, which is what makes the browser do what the key does. */
  windowsVirtualKeyCode: number;
  /** What it types; left out: nothing. */
  text?: string;
}

/** `KeyboardEvent.key` → code, legacy code and, where it types, its text. */
const NAMED: ReadonlyMap<string, readonly [code: string, legacy: number, text?: string]> = new Map([
  ['Enter', ['Enter', 13, '\r']],
  ['Tab', ['Tab', 9]],
  ['Backspace', ['Backspace', 8]],
  ['Delete', ['Delete', 46]],
  ['Escape', ['Escape', 27]],
  [' ', ['Space', 32, ' ']],
  ['PageUp', ['PageUp', 33]],
  ['PageDown', ['PageDown', 34]],
  ['End', ['End', 35]],
  ['Home', ['Home', 36]],
  ['ArrowLeft', ['ArrowLeft', 37]],
  ['ArrowUp', ['ArrowUp', 38]],
  ['ArrowRight', ['ArrowRight', 39]],
  ['ArrowDown', ['ArrowDown', 40]],
  ['Insert', ['Insert', 45]],
  ['Shift', ['ShiftLeft', 16]],
  ['Control', ['ControlLeft', 17]],
  ['Alt', ['AltLeft', 18]],
  ['Meta', ['MetaLeft', 91]],
  ['CapsLock', ['CapsLock', 20]],
]);

/** Bits of the protocol's `modifiers`. */
const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

/** The bit of a modifier key, 0 for any other. */
export const modifierOf = (key: string): number => MODIFIERS[key] ?? 0;

/** A key by its `KeyboardEvent.key`; null where there is none of that name. */
export function keyNamed(name: string): Key | null {
  const named = NAMED.get(name);
  if (named) {
    const [code, windowsVirtualKeyCode, text] = named;
    return { key: name, code, windowsVirtualKeyCode, ...(text === undefined ? {} : { text }) };
  }
  const number = /^F([1-9]|1[0-2])$/.exec(name)?.[1];
  if (number) return { key: name, code: name, windowsVirtualKeyCode: 111 + Number(number) };
  return [...name].length === 1 ? characterKey(name) : null;
}

/** The key that types a character, on a keyboard that has it without a modifier. */
export function characterKey(text: string): Key {
  if (text === '\n') return { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
  const upper = text.toUpperCase();
  if (/^[A-Z]$/.test(upper)) {
    return { key: text, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), text };
  }
  if (/^\d$/.test(text)) {
    return { key: text, code: `Digit${text}`, windowsVirtualKeyCode: text.charCodeAt(0), text };
  }
  return { key: text, code: '', windowsVirtualKeyCode: 0, text };
}
