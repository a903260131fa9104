import { deepActiveElement, editingHost, isInput, isSelect, isTextArea, isTextField } from '../page/dom.ts';
import { tabbables } from '../page/focus.ts';
import { scrollBy, scrollToEdge } from '../scroll.ts';
import { moveCaret, pageCaret } from './caret.ts';
import { stepChoice, typeAhead } from './choice.ts';
import { copySelection, paste } from './clipboard.ts';
import { announce, edit, setValue } from './edit.ts';
import { isPressable, press, submitImplicitly } from './enter.ts';
import type { Key } from './keys.ts';
import { shortcutDefault } from './shortcuts.ts';

export interface Modifiers {
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** What the browser does by default when `key` goes down on `target` and nobody prevented it. */
export function keyDownDefault(target: Element, key: Key, modifiers: Modifiers): void {
  if (modifiers.ctrlKey || modifiers.metaKey) {
    shortcutDefault(target, key.key, modifiers.shiftKey);
    return;
  }
  if (modifiers.altKey) return;
  switch (key.key) {
    case 'Enter':
      enter(target, modifiers);
      break;
    case 'Tab':
      tab(target, modifiers.shiftKey ? -1 : 1);
      break;
    case 'Escape':
      escapeKey(target);
      break;
    case 'Backspace':
      edit(target, 'deleteContentBackward');
      break;
    case 'Delete':
      if (modifiers.shiftKey) copySelection(target, 'cut');
      else edit(target, 'deleteContentForward');
      break;
    case 'Insert':
      if (modifiers.shiftKey) paste(target);
      break;
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'Home':
    case 'End':
    case 'PageUp':
    case 'PageDown':
      navigate(target, key.key, modifiers.shiftKey);
      break;
    default:
      if (key.text) character(target, key.text, modifiers.shiftKey);
  }
}

/** Space presses what has the focus when it comes up again. */
export function keyUpDefault(target: Element, key: Key): void {
  if (key.key !== ' ') return;
  const toggles = isInput(target) && ['checkbox', 'radio'].includes(target.type);
  if (toggles || (isPressable(target) && !['a', 'area'].includes(target.localName))) press(target);
}

function enter(target: Element, { shiftKey }: Modifiers): void {
  if (isPressable(target)) press(target);
  else if (isTextArea(target)) edit(target, 'insertLineBreak');
  else if (isInput(target)) submitImplicitly(target);
  else if (editingHost(target)) edit(target, shiftKey ? 'insertLineBreak' : 'insertParagraph');
}

function tab(target: Element, step: 1 | -1): void {
  const stops = tabbables(target.ownerDocument);
  const at = stops.indexOf(target as HTMLElement);
  const next = at < 0 && step < 0 ? stops.at(-1) : stops.at((at + step) % Math.max(1, stops.length));
  next?.focus();
  if (next && isTextField(next)) next.select();
}

/** Empties a search field; else closes the topmost open popover or modal dialog. */
function escapeKey(target: Element): void {
  if (isInput(target) && target.type === 'search' && target.value !== '' && !target.readOnly) {
    setValue(target, '');
    announce(target, 'input');
    announce(target, 'search');
    return;
  }
  const open = [...target.ownerDocument.querySelectorAll<HTMLElement>(':popover-open, dialog:modal')].at(-1);
  if (!open) return;
  if (open.localName !== 'dialog') {
    open.hidePopover();
    return;
  }
  const dialog = open as HTMLDialogElement;
  if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
}

function character(target: Element, text: string, backwards: boolean): void {
  if (isTextField(target) || editingHost(target)) edit(target, 'insertText', text);
  else if (isSelect(target)) typeAhead(target, text);
  else if (text === ' ' && !isPressable(target) && !isInput(target)) {
    scrollBy(target, (backwards ? -1 : 1) * page());
  }
}

function navigate(target: Element, key: string, extend: boolean): void {
  if (stepChoice(target, key, extend)) return;
  const paged = key === 'PageUp' || key === 'PageDown';
  if (paged && (isTextArea(target) || editingHost(target))) {
    pageCaret(target, key === 'PageUp' ? 'backward' : 'forward', extend);
    return;
  }
  if (!paged && (isTextField(target) || editingHost(target))) {
    moveCaret(target, key, extend);
    return;
  }
  switch (key) {
    case 'ArrowUp':
      scrollBy(target, -40);
      break;
    case 'ArrowDown':
      scrollBy(target, 40);
      break;
    case 'PageUp':
      scrollBy(target, -page());
      break;
    case 'PageDown':
      scrollBy(target, page());
      break;
    case 'Home':
      scrollToEdge(target, 'top');
      break;
    case 'End':
      scrollToEdge(target, 'bottom');
      break;
  }
}

/** Seven eighths of the viewport, as Chromium pages. */
function page(): number {
  return innerHeight * 0.875;
}

/** Where keys go: the focused element, else the body. */
export function keyTarget(): Element {
  return deepActiveElement() ?? document.body ?? document.documentElement;
}
