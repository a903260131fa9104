import { editingHost, type Field, isInput, isTextField, viewOf } from '../page/dom.ts';
import { noteEdit } from './untold_change.ts';

/** What an edit is called in `InputEvent.inputType`, and the browser's command that does it. */
const COMMANDS = {
  insertText: 'insertText',
  insertLineBreak: 'insertLineBreak',
  insertParagraph: 'insertParagraph',
  deleteContentBackward: 'delete',
  deleteContentForward: 'forwardDelete',
  // Of the selection, which the caller has made.
  deleteWordBackward: 'delete',
  deleteWordForward: 'forwardDelete',
  deleteByCut: 'delete',
  insertFromPaste: 'insertText',
  formatBold: 'bold',
  formatItalic: 'italic',
  formatUnderline: 'underline',
  historyUndo: 'undo',
  historyRedo: 'redo',
} as const;
export type EditType = keyof typeof COMMANDS;

/**
 * One edit at the caret of `target`, as a keyboard makes it: `beforeinput`, which an editor may take over, then
 * the browser's own editing command. That command keeps the undo history, honours maxlength and half-typed
 * numbers, and sends an `input` that frameworks accept; where it does nothing the value is set directly.
 * Returns false when nothing could be edited.
 */
export function edit(target: Element, type: EditType, data: string | null = null): boolean {
  const view = viewOf(target);
  const init = { inputType: type, data, bubbles: true, composed: true };
  if (!target.dispatchEvent(new view.InputEvent('beforeinput', { ...init, cancelable: true }))) return true;
  const field = isTextField(target) ? target : null;
  if (type === 'deleteWordBackward' || type === 'deleteWordForward') selectWord(target, type);
  if (field ? field.readOnly || field.disabled : !editingHost(target)) return false;
  if (field) noteEdit(field);
  const before = field ? field.value : target.innerHTML;
  // The browser's command would call itself `insertText` or `deleteContentBackward` in a field.
  const named = /^(insertFromPaste|deleteByCut|deleteWord.*)$/.test(type);
  const done =
    !(named && field && canSplice(field)) &&
    target.ownerDocument.execCommand(COMMANDS[type], false, data ?? undefined);
  const after = field ? field.value : target.innerHTML;
  if (done && (after !== before || (field && hidesHalfTyped(field)))) return true;
  if (!field || !canSplice(field) || !/^(insert|delete)/.test(type)) return done;
  splice(field, type, type === 'insertLineBreak' ? '\n' : (data ?? ''));
  if (field.value === before) return false;
  return field.dispatchEvent(new view.InputEvent('input', init)) || true;
}

/** Inserts markup at the caret of an editable region, as a paste does. Falls back to its text where it is not taken. */
export function insertMarkup(target: Element, html: string, text: string): void {
  const view = viewOf(target);
  const init = { inputType: 'insertFromPaste', data: text, bubbles: true, composed: true };
  if (!target.dispatchEvent(new view.InputEvent('beforeinput', { ...init, cancelable: true }))) return;
  const before = target.innerHTML;
  target.ownerDocument.execCommand('insertHTML', false, html);
  if (target.innerHTML === before) target.ownerDocument.execCommand('insertText', false, text);
}

/** From the caret to the word's edge, unless something is selected. */
function selectWord(target: Element, type: 'deleteWordBackward' | 'deleteWordForward'): void {
  const selection = target.ownerDocument.getSelection();
  const selected = isTextField(target)
    ? target.selectionStart !== target.selectionEnd
    : !selection?.isCollapsed;
  if (!selected) selection?.modify('extend', type === 'deleteWordBackward' ? 'backward' : 'forward', 'word');
}

/** A number field shows "1." or "-" while its value says nothing of it. */
function hidesHalfTyped(field: Field): boolean {
  return isInput(field) && field.type === 'number';
}

function canSplice(field: Field): boolean {
  return field.selectionStart !== null;
}

/** The edit on the value itself. */
function splice(field: Field, type: EditType, text: string): void {
  const { value } = field;
  let start = field.selectionStart ?? value.length;
  let end = field.selectionEnd ?? start;
  if (start === end && type === 'deleteContentBackward') start = Math.max(0, start - 1);
  if (start === end && type === 'deleteContentForward') end = Math.min(value.length, end + 1);
  const next = value.slice(0, start) + text + value.slice(end);
  // What is pasted is cut off at the limit, what is typed beyond it is refused.
  const over = field.maxLength >= 0 ? Math.max(0, next.length - field.maxLength) : 0;
  const kept = wholeCharacters(text, text.length - over);
  if (over > 0 && kept === '') return;
  setValue(field, value.slice(0, start) + kept + value.slice(end));
  field.setSelectionRange(start + kept.length, start + kept.length);
}

/** As many whole characters, as people count them, as `room` has place for, in UTF-16 units. */
function wholeCharacters(text: string, room: number): string {
  if (text.length <= room) return text;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(text))
    if (index + segment.length <= room) end = index + segment.length;
  return text.slice(0, end);
}

/**
 * Sets `value` by the class's own setter: frameworks put one of theirs on the element and would take a plain
 * assignment for their own.
 */
export function setValue(
  field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement,
  value: string,
): void {
  const own = Object.getOwnPropertyDescriptor(field.constructor.prototype, 'value');
  if (own?.set) own.set.call(field, value);
  else field.value = value;
}

/** Selects everything in a field or editable region. */
export function selectAll(target: Element): void {
  if (isTextField(target)) target.select();
  else
    target.ownerDocument.getSelection()?.selectAllChildren(editingHost(target) ?? target.ownerDocument.body);
}

/** `input` and `change`, as after a choice in a list or picker. */
export function announceChoice(target: Element): void {
  announce(target, 'input');
  announce(target, 'change');
}

/** Tells the page of a new value. */
export function announce(target: Element, type: 'input' | 'change' | 'search'): void {
  const composed = type === 'input';
  target.dispatchEvent(new (viewOf(target).Event)(type, { bubbles: true, composed }));
}
