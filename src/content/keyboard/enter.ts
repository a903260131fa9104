import { defaultButton, formOf } from '../facts/form.ts';
import { isDisabled, isInput, isTextField, tagOf, viewOf } from '../page/dom.ts';
import { inThisTab } from '../pointer/one_tab.ts';
import { tellChange } from './untold_change.ts';

/** Input types that block implicit submission when a form without a button has more than one of them. */
const BLOCKING = new Set(
  'text search tel url email password date month week time datetime-local number'.split(' '),
);

/** Whether Enter (or Space) clicks it. */
export function isPressable(element: Element): boolean {
  const tag = tagOf(element);
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href');
  if (isInput(element)) return ['button', 'submit', 'reset', 'image', 'file', 'color'].includes(element.type);
  return tag === 'button' || tag === 'summary';
}

/** A click without a mouse, as keys make it. */
export function press(element: Element): void {
  if (!isDisabled(element)) inThisTab(element, () => (element as HTMLElement).click());
}

/**
 * Enter in a field: `change` if the text was edited, then the form's first submit button is clicked; a form
 * without one is submitted only if it has a single such field. Source: HTML, 4.10.22.2.
 */
export function submitImplicitly(field: Element): void {
  const InputEvent = viewOf(field).InputEvent;
  const init = { inputType: 'insertLineBreak', bubbles: true, cancelable: true, composed: true };
  // Chromium announces a line break first, though a line field takes none.
  if (isTextField(field)) field.dispatchEvent(new InputEvent('beforeinput', init));
  if (isTextField(field)) tellChange(field);
  const form = formOf(field);
  if (!form) return;
  const button = defaultButton(form);
  const blocking = [...form.elements].filter((e) => isInput(e) && BLOCKING.has(e.type));
  if (button) press(button);
  else if (blocking.length <= 1) inThisTab(form, () => form.requestSubmit());
}
