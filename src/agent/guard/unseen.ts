import type { ElementFacts } from '../../protocol/facts.ts';

const MODIFIERS = new Set(['Alt', 'Control', 'Meta', 'Shift']);
/** Keys that take the focus out of a field; in what one presses every key may, or may move a mark within a menu. */
const LEAVING = new Set(['Tab', 'Escape']);
/** Roles in which arrows and letters only move among values, as in a field. */
const HOLDS_VALUE = new Set('textbox searchbox combobox listbox radio slider spinbutton'.split(' '));

/**
 * Whether an Enter or Space among the keys `pressed` (as in `KeyboardEvent.key`, in order) may press an element that
 * nobody has looked at, because a key before it moves on from `focused`; null: nothing has the focus.
 */
export function pressesUnseen(pressed: readonly string[], focused: ElementFacts | null): boolean {
  const last = pressed.findLastIndex((key) => key === 'Enter' || key === ' ');
  const before = pressed.slice(0, Math.max(last, 0)).filter((key) => !MODIFIERS.has(key));
  const field = focused && (focused.editable || focused.input !== null || HOLDS_VALUE.has(focused.role));
  return field ? before.some((key) => LEAVING.has(key)) : before.length > 0;
}
