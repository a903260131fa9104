import { viewOf } from '../page/dom.ts';
import { tellFocus } from '../page/focus_events.ts';
import { keyDownDefault, keyTarget, keyUpDefault, type Modifiers } from './defaults.ts';
import { type Key, keyOf } from './keys.ts';

/** A key name that no keyboard has. */
export class UnknownKeyError extends Error {
  override name = 'UnknownKeyError';
}

const NONE: Modifiers = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

/**
 * Presses the keys in order and releases them in reverse, as the model's `key` means it; modifiers held by
 * earlier ones count for later ones. Names as in `KeyboardEvent.key`. Throws UnknownKeyError before anything is
 * pressed.
 */
export async function chord(names: readonly string[]): Promise<void> {
  const keys = names.map(known);
  let held = NONE;
  for (const key of keys) {
    held = withModifier(held, key, true);
    down(key, held);
    await Promise.resolve();
  }
  for (const key of keys.toReversed()) {
    held = withModifier(held, key, false);
    up(key, held);
    await Promise.resolve();
  }
}

/** Types text character by character into whatever has the focus at each moment. */
export async function typeText(text: string): Promise<void> {
  for (const character of text.replaceAll('\r\n', '\n')) {
    const key = known(character);
    down(key, NONE);
    up(key, NONE);
    // Frameworks that batch what an event changed write it back in a microtask.
    await Promise.resolve();
  }
}

/** What the key went down on, with its default; what it presses when it comes up. */
let armed: Element | null = null;

function down(key: Key, modifiers: Modifiers): void {
  const target = keyTarget();
  armed = null;
  if (!dispatchKey(target, 'keydown', key, modifiers)) return;
  armed = target;
  const { ctrlKey, altKey, metaKey } = modifiers;
  const types = (key.text !== '' || key.key === 'Enter') && !ctrlKey && !altKey && !metaKey;
  if (types && !dispatchKey(target, 'keypress', key, modifiers)) return;
  // A handler may have moved the focus; what is typed goes where it is now.
  keyDownDefault(keyTarget(), key, modifiers);
  tellFocus();
}

function up(key: Key, modifiers: Modifiers): void {
  const target = keyTarget();
  if (dispatchKey(target, 'keyup', key, modifiers) && armed === target) keyUpDefault(target, key);
  tellFocus();
}

function dispatchKey(
  target: Element,
  type: 'keydown' | 'keypress' | 'keyup',
  { key, code, keyCode }: Key,
  modifiers: Modifiers,
): boolean {
  const view = viewOf(target);
  const charCode = type === 'keypress' ? (key === 'Enter' ? 13 : (key.codePointAt(0) ?? 0)) : 0;
  const legacy = type === 'keypress' ? charCode : keyCode;
  // `which` follows from these; all three are still what much of the web looks at.
  const init: KeyboardEventInit = { key, code, keyCode: legacy, charCode, view, ...modifiers };
  const event = new view.KeyboardEvent(type, { ...init, bubbles: true, cancelable: true, composed: true });
  return target.dispatchEvent(event);
}

function withModifier(held: Modifiers, { key }: Key, on: boolean): Modifiers {
  switch (key) {
    case 'Shift':
      return { ...held, shiftKey: on };
    case 'Control':
      return { ...held, ctrlKey: on };
    case 'Alt':
      return { ...held, altKey: on };
    case 'Meta':
      return { ...held, metaKey: on };
    default:
      return held;
  }
}

function known(name: string): Key {
  const key = keyOf(name);
  if (key) return key;
  throw new UnknownKeyError(`There is no key "${name}". Use a name such as "Enter", or one character.`);
}
