/**
 * The model's key names, lower case, to `KeyboardEvent.key`; other names pass through as written.
 * Source: microsoft/fara `CUA_KEY_TO_PLAYWRIGHT_KEY`.
 */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['alt', 'Alt'],
  ['arrowdown', 'ArrowDown'],
  ['arrowleft', 'ArrowLeft'],
  ['arrowright', 'ArrowRight'],
  ['arrowup', 'ArrowUp'],
  ['down', 'ArrowDown'],
  ['left', 'ArrowLeft'],
  ['right', 'ArrowRight'],
  ['up', 'ArrowUp'],
  ['backspace', 'Backspace'],
  ['capslock', 'CapsLock'],
  ['cmd', 'Meta'],
  ['meta', 'Meta'],
  ['super', 'Meta'],
  ['win', 'Meta'],
  ['ctrl', 'Control'],
  ['control', 'Control'],
  ['delete', 'Delete'],
  ['del', 'Delete'],
  ['end', 'End'],
  ['enter', 'Enter'],
  ['return', 'Enter'],
  ['esc', 'Escape'],
  ['escape', 'Escape'],
  ['home', 'Home'],
  ['insert', 'Insert'],
  ['option', 'Alt'],
  ['pagedown', 'PageDown'],
  ['pageup', 'PageUp'],
  ['shift', 'Shift'],
  ['space', ' '],
  ['tab', 'Tab'],
  // A line break or a tab as one character presses these keys too: the rules must know it under their names.
  ['\n', 'Enter'],
  ['\r', 'Enter'],
  ['\t', 'Tab'],
]);

/** `KeyboardEvent.key` for a key as the model names it. */
export function keyName(written: string): string {
  return NAMES.get(written.toLowerCase()) ?? written;
}
