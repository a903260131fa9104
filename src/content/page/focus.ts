import type { Aim } from './aim.ts';
import {
  closestComposed,
  composedPath,
  deepActiveElement,
  editingHost,
  isHtml,
  isTextField,
  shadowRootOf,
  tagOf,
  viewOf,
} from './dom.ts';

const FOCUSABLE_TAGS = new Set('button input select textarea summary iframe frame object embed'.split(' '));

/** Whether the mouse can give it the focus. A page's `aria-disabled` is its own affair here. */
export function isFocusable(element: Element): boolean {
  if (element.matches(':disabled')) return false;
  if (/^\s*-?\d/.test(element.getAttribute('tabindex') ?? '')) return true;
  const tag = tagOf(element);
  if (FOCUSABLE_TAGS.has(tag)) return true;
  if (tag === 'a' || tag === 'area')
    return element.hasAttribute('href') || element.hasAttribute('xlink:href');
  if (tag === 'video' || tag === 'audio') return element.hasAttribute('controls');
  return editingHost(element) === element;
}

/** Where the mouse was pressed last: from there keys go on while nothing has the focus. */
let started: Element | null = null;

export function startingPoint(): Element | null {
  return started?.isConnected ? started : null;
}

/** Forgets it: Tab begins at the page's beginning, or end. */
export function startAgain(): void {
  started = null;
}

/** What mousedown does by default: the nearest focusable element gets the focus, or what had it loses it. */
export function focusByMouse(aim: Aim): void {
  started = aim.element;
  const target = closestComposed(aim.element, takesFocus) ?? editableBody(aim.element);
  const active = deepActiveElement();
  // A dialog that got it when it opened keeps it.
  const inside = active !== null && [...composedPath(aim.element)].includes(active);
  if (target && target !== active) (target as HTMLElement).focus({ preventScroll: true });
  else if (!target && active && isHtml(active) && !inside) active.blur();
  if (!target && viewOf(aim.element) !== window) viewOf(aim.element).focus();
  if (target) placeCaret(target, aim);
}

/** Itself, or, as a host that delegates it, something inside. */
function takesFocus(element: Element): boolean {
  return isFocusable(element) || shadowRootOf(element)?.delegatesFocus === true;
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
