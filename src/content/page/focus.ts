import type { Aim } from './aim.ts';
import {
  closestComposed,
  deepActiveElement,
  editingHost,
  isDisabled,
  isHtml,
  isTextField,
  shadowRootOf,
  tagOf,
} from './dom.ts';

const FOCUSABLE_TAGS = new Set(['button', 'input', 'select', 'textarea', 'summary', 'iframe']);

/** Whether the mouse can give it the focus. */
export function isFocusable(element: Element): boolean {
  if (isDisabled(element)) return false;
  if (element.hasAttribute('tabindex') || FOCUSABLE_TAGS.has(tagOf(element))) return true;
  if ((tagOf(element) === 'a' || tagOf(element) === 'area') && element.hasAttribute('href')) return true;
  return editingHost(element) === element;
}

/** What mousedown does by default: the nearest focusable element gets the focus, or what had it loses it. */
export function focusByMouse(aim: Aim): void {
  const target = closestComposed(aim.element, isFocusable) ?? editableBody(aim.element);
  const active = deepActiveElement();
  if (target && target !== active) (target as HTMLElement).focus({ preventScroll: true });
  else if (!target && active && isHtml(active)) active.blur();
  if (target) placeCaret(target, aim);
}

/** A body that is one editable region takes clicks below its last line, too. */
function editableBody({ ownerDocument: { body } }: Element): HTMLElement | null {
  return body && isFocusable(body) ? body : null;
}

/** Puts the caret under the pointer; at the end of a field where the browser cannot tell. */
function placeCaret(target: Element, aim: Aim): void {
  const { ownerDocument } = target;
  const caret = ownerDocument.caretPositionFromPoint?.(aim.client.x, aim.client.y) ?? null;
  if (isTextField(target)) {
    const at = caret?.offsetNode === target ? caret.offset : target.value.length;
    if (target.selectionStart === null) stepTo(at, ownerDocument.getSelection());
    else target.setSelectionRange(at, at);
    return;
  }
  const selection = ownerDocument.getSelection();
  if (!selection || !editingHost(target)) return;
  if (caret && target.contains(caret.offsetNode)) selection.collapse(caret.offsetNode, caret.offset);
  else selection.selectAllChildren(target);
}

/** In fields of e-mail addresses and numbers, whose caret no script may set, but which `modify` moves as keys do. */
function stepTo(offset: number, selection: Selection | null): void {
  selection?.modify('move', 'backward', 'lineboundary');
  for (let at = 0; at < offset; at++) selection?.modify('move', 'forward', 'character');
}

/** Elements that Tab visits, in order: positive tabindex first, then document order; shadow roots entered. */
export function tabbables(root: Document | ShadowRoot | Element): HTMLElement[] {
  return collect(root)
    .map((element, order) => ({ element, order, index: element.tabIndex }))
    .toSorted((a, b) => rank(a.index) - rank(b.index) || a.order - b.order)
    .map(({ element }) => element);
}

function rank(tabIndex: number): number {
  return tabIndex > 0 ? tabIndex : Number.MAX_SAFE_INTEGER;
}

function collect(root: Document | ShadowRoot | Element): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
    ...(isTabbable(element) ? [element] : []),
    ...collectInside(shadowRootOf(element)),
  ]);
}

const collectInside = (root: ShadowRoot | null) => (root ? collect(root) : []);

function isTabbable(element: HTMLElement): boolean {
  return (
    isFocusable(element) &&
    (element.tabIndex >= 0 || (!element.hasAttribute('tabindex') && editingHost(element) === element)) &&
    element.closest('[inert]') === null &&
    element.checkVisibility({ visibilityProperty: true }) &&
    !isUncheckedInGroup(element)
  );
}

/** Of a group of radio buttons Tab visits the checked one. */
function isUncheckedInGroup(element: HTMLElement): boolean {
  const radio = element as HTMLInputElement;
  if (tagOf(element) !== 'input' || radio.type !== 'radio' || radio.checked || !radio.name) return false;
  const scope = radio.form ?? radio.ownerDocument;
  return scope.querySelector(`input[type=radio][name="${CSS.escape(radio.name)}"]:checked`) !== null;
}
