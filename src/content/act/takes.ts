import { formOf } from '../facts/form.ts';
import { editingHost, isInput, isTextField } from '../page/dom.ts';
import type { Judged } from './refusal.ts';

/** Inputs whose value is set as a whole: what is typed into their parts is not theirs yet. */
export const WHOLE = new Set(['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range']);

/**
 * Whether the rules have judged Enter in what has the focus now: it is the control they looked at, part of the same
 * editor, or another field of the same form, which Enter submits all the same. Clicks and typed text move the focus.
 */
export function takesEnter(judged: Judged | null, focused: Element | null): boolean {
  const control = judged?.control;
  if (!control || !focused || control === focused) return true;
  const host = editingHost(control);
  if (host) return editingHost(focused) === host;
  const form = formOf(control);
  return form !== null && isInput(control) && isField(focused) && formOf(focused) === form;
}

/** Whether real keys that type text do no more there than type it: a button would be pressed by a space. */
export function takesKeys(judged: Judged | null, focused: Element | null): boolean {
  return !focused || focused === judged?.control || isTextField(focused) || editingHost(focused) !== null;
}

function isField(element: Element): boolean {
  return isInput(element) && (WHOLE.has(element.type) || isTextField(element));
}
