import { deepActiveElement, viewOf } from './dom.ts';

/** The element that the page believes to have the focus: it has been sent its `focus`, and no `blur` since. */
let believed: Element | null = document.hasFocus() ? deepActiveElement() : null;

/**
 * Sends the `blur` and `focus` events that are missing. While the person's own focus is elsewhere, and it is in the
 * side panel when a task is started, `focus()` moves the page's focus but the browser keeps the events to itself.
 * Called before an action and after each of its steps. Source of the order: UI Events, 3.3.2, as in Chromium.
 */
export function tellFocus(): void {
  const active = deepActiveElement();
  const before = believed;
  if (active === before) return;
  believed = active;
  if (document.hasFocus()) return;
  if (before?.isConnected) send(before, ['blur', 'focusout'], active);
  if (active?.isConnected) send(active, ['focus', 'focusin'], before);
}

/** The browser's own events, when the person leaves the page or comes back; ends with `signal`. */
export function followFocus(signal: AbortSignal): void {
  const options = { capture: true, signal };
  addEventListener('focus', (event) => event.isTrusted && note(deepActiveElement()), options);
  addEventListener('blur', (event) => event.isTrusted && note(null), options);
}

function note(element: Element | null): void {
  believed = element;
}

function send(target: Element, types: readonly [string, string], related: Element | null): void {
  const view = viewOf(target);
  // Across documents a page does not learn what had the focus.
  const relatedTarget = related?.ownerDocument === target.ownerDocument ? related : null;
  const [plain, bubbling] = types;
  target.dispatchEvent(new view.FocusEvent(plain, { view, relatedTarget, composed: true }));
  target.dispatchEvent(new view.FocusEvent(bubbling, { view, relatedTarget, composed: true, bubbles: true }));
}
