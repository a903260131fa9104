import type { Held } from '../../protocol/content.ts';
import { isSecret } from '../../protocol/hidden.ts';
import { inputKindOf } from '../facts/input_kind.ts';
import { editingHost, isTextField, viewOf } from '../page/dom.ts';
import { edit, insertMarkup } from './edit.ts';
import { cleanMarkup } from './pasted_markup.ts';

/**
 * The clipboard of the hands, in this frame; the background carries it to others. The system's own belongs to the
 * person, and a script may not read it without asking. It holds what was copied last, by type.
 */
let held: ReadonlyMap<string, string> = new Map();

/** What it holds; `put`: from now on. */
export function clipboard(put: Held | null): Held {
  if (put) held = new Map(Object.entries(put));
  return Object.fromEntries(held);
}

/** `copy` or `cut`, which the page may take over; else the selection is taken, and for `cut` removed. */
export function copySelection(target: Element, type: 'copy' | 'cut'): void {
  const data = new (viewOf(target).DataTransfer)();
  if (!dispatch(target, type, data)) {
    held = new Map([...data.types].map((kind) => [kind, data.getData(kind)]));
    return;
  }
  const selected = selectionOf(target);
  if (selected.get('text/plain')) held = selected;
  else return;
  if (type === 'cut') edit(target, 'deleteByCut');
}

/** `paste`, which the page may take over; else the text goes where text is typed. */
export function paste(target: Element): void {
  const data = new (viewOf(target).DataTransfer)();
  for (const [kind, text] of held) data.setData(kind, text);
  if (!dispatch(target, 'paste', data)) return;
  const text = held.get('text/plain') ?? '';
  const host = isTextField(target) ? null : editingHost(target);
  const html = host?.contentEditable === 'true' ? cleanMarkup(held.get('text/html') ?? '') : '';
  if (html) insertMarkup(target, html, text);
  else if (text && (isTextField(target) || editingHost(target))) edit(target, 'insertFromPaste', text);
}

function dispatch(target: Element, type: string, clipboardData: DataTransfer): boolean {
  const init = { clipboardData, bubbles: true, cancelable: true, composed: true };
  return target.dispatchEvent(new (viewOf(target).ClipboardEvent)(type, init));
}

function selectionOf(target: Element): Map<string, string> {
  if (isTextField(target)) {
    const { value, selectionStart, selectionEnd } = target;
    // Secrets are not copied: the background keeps what is. A number field does not tell what is selected in it.
    const hidden = isSecret(inputKindOf(target)) || selectionStart === null || selectionEnd === null;
    return new Map([['text/plain', hidden ? '' : value.slice(selectionStart, selectionEnd)]]);
  }
  const selection = target.ownerDocument.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return new Map();
  const box = target.ownerDocument.createElement('div');
  box.append(selection.getRangeAt(0).cloneContents());
  return new Map([
    ['text/plain', selection.toString()],
    ['text/html', box.innerHTML],
  ]);
}
