import {
  activeDocument,
  deepActiveElement,
  editingHost,
  isInput,
  isSelect,
  isTextArea,
  isTextField,
} from '../page/dom.ts';
import { moveCaret, pageCaret } from './caret.ts';
import { stepChoice, typeAhead } from './choice.ts';
import { copySelection, paste } from './clipboard.ts';
import { edit } from './edit.ts';
import { isPressable, press, submitImplicitly } from './enter.ts';
import { escapeKey } from './escape.ts';
import type { Key } from './keys.ts';
import { scrollByKey } from './scroll_keys.ts';
import { shortcutDefault } from './shortcuts.ts';
import { moveFocus } from './tab.ts';

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
      moveFocus(modifiers.shiftKey ? -1 : 1);
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

/** Space presses what it went down on when it comes up again. */
export function keyUpDefault(target: Element, key: Key): void {
  if (key.key === ' ' && pressedBySpace(target)) press(target);
}

function pressedBySpace(target: Element): boolean {
  if (isInput(target) && ['checkbox', 'radio'].includes(target.type)) return true;
  return isPressable(target) && !['a', 'area'].includes(target.localName);
}

function enter(target: Element, { shiftKey }: Modifiers): void {
  if (isPressable(target)) press(target);
  else if (isTextArea(target)) edit(target, 'insertLineBreak');
  else if (isInput(target)) submitImplicitly(target);
  else if (editingHost(target)) edit(target, shiftKey ? 'insertLineBreak' : 'insertParagraph');
}

function character(target: Element, text: string, backwards: boolean): void {
  if (isTextField(target) || editingHost(target)) edit(target, 'insertText', text);
  else if (isSelect(target)) typeAhead(target, text);
  else if (text === ' ' && !pressedBySpace(target) && !isInput(target)) {
    scrollByKey(target, backwards ? 'PageUp' : 'PageDown');
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
  scrollByKey(target, key);
}

/** Where keys go: the focused element, else the body of the page or frame that has the focus. */
export function keyTarget(): Element {
  const { body, documentElement } = activeDocument();
  return deepActiveElement() ?? body ?? documentElement;
}
