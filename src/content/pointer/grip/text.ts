import type { Aim } from '../../page/aim.ts';
import { closestComposed, isInput, isTextField, tagOf } from '../../page/dom.ts';
import type { Grip } from './grip.ts';

/**
 * The selection of text: a press sets where it begins, moving the mouse carries its other end along; the second
 * press in a row takes the word, the third the paragraph. The caret itself has been placed with the focus.
 */
export function selectText(aim: Aim, detail: number): Grip | null {
  const { element } = aim;
  if (getComputedStyle(element).userSelect === 'none') return null;
  if (isTextField(element)) return inField(element, aim, detail);
  // What the browser draws as a whole, and the words on buttons, cannot be selected by the mouse.
  if (closestComposed(element, isWhole)) return null;
  const { ownerDocument } = element;
  const selection = ownerDocument.getSelection();
  const start = ownerDocument.caretPositionFromPoint(aim.client.x, aim.client.y);
  if (!selection || !start) return null;
  selection.collapse(start.offsetNode, start.offset);
  if (detail > 1) {
    const unit = detail === 2 ? 'word' : 'paragraph';
    selection.modify('move', 'backward', detail === 2 ? unit : 'paragraphboundary');
    selection.modify('extend', 'forward', detail === 2 ? unit : 'paragraphboundary');
  }
  return {
    move: (to) => {
      const end = ownerDocument.caretPositionFromPoint(to.client.x, to.client.y);
      // The page may have taken the selection away.
      if (end && selection.rangeCount > 0) selection.extend(end.offsetNode, end.offset);
    },
    up: () => {},
  };
}

function isWhole(element: Element): boolean {
  return isInput(element) || /^(button|select|img|video|audio|canvas|object|embed)$/.test(tagOf(element));
}

function inField(field: HTMLInputElement | HTMLTextAreaElement, aim: Aim, detail: number): Grip | null {
  const at = caretIn(field, aim);
  if (at === null) return null;
  const { value } = field;
  if (detail === 2) {
    const words = new Intl.Segmenter(undefined, { granularity: 'word' });
    const word = words.segment(value).containing(Math.min(at, value.length - 1));
    if (word) field.setSelectionRange(word.index, word.index + word.segment.length);
  }
  if (detail === 3) field.select();
  return {
    move: (to) => {
      const end = caretIn(field, to);
      if (end === null) return;
      field.setSelectionRange(Math.min(at, end), Math.max(at, end), end < at ? 'backward' : 'forward');
    },
    up: () => {},
  };
}

/** The caret's place under the mouse; null outside the field and in fields without one. */
function caretIn(field: HTMLInputElement | HTMLTextAreaElement, { client }: Aim): number | null {
  const caret = field.ownerDocument.caretPositionFromPoint(client.x, client.y);
  return caret?.offsetNode === field && field.selectionStart !== null ? caret.offset : null;
}
