import { isTextField } from '../page/dom.ts';

/**
 * Moves the caret as an arrow key, Home or End does; `extend` keeps the selection's other end (Shift), `unit` is
 * what the arrows to the side step over.
 */
export function moveCaret(
  target: Element,
  key: string,
  extend: boolean,
  unit: 'character' | 'word' = 'character',
): void {
  const selection = target.ownerDocument.getSelection();
  // `modify` also moves the caret inside inputs and textareas, in Chromium and Firefox alike.
  const alter = extend ? 'extend' : 'move';
  switch (key) {
    case 'ArrowLeft':
      selection?.modify(alter, 'left', unit);
      break;
    case 'ArrowRight':
      selection?.modify(alter, 'right', unit);
      break;
    case 'ArrowUp':
      selection?.modify(alter, 'backward', 'line');
      break;
    case 'ArrowDown':
      selection?.modify(alter, 'forward', 'line');
      break;
    case 'Home':
      toLineEdge(target, extend, 'backward');
      break;
    case 'End':
      toLineEdge(target, extend, 'forward');
      break;
  }
}

function toLineEdge(target: Element, extend: boolean, direction: 'backward' | 'forward'): void {
  if (isTextField(target) && target.localName === 'input' && target.selectionStart !== null) {
    const edge = direction === 'forward' ? target.value.length : 0;
    const from = extend
      ? direction === 'forward'
        ? target.selectionStart
        : (target.selectionEnd ?? edge)
      : edge;
    target.setSelectionRange(Math.min(from, edge), Math.max(from, edge));
    return;
  }
  target.ownerDocument.getSelection()?.modify(extend ? 'extend' : 'move', direction, 'lineboundary');
}

/** Control with Home or End. */
export function toDocumentEdge(target: Element, extend: boolean, direction: 'backward' | 'forward'): void {
  const selection = target.ownerDocument.getSelection();
  selection?.modify(extend ? 'extend' : 'move', direction, 'documentboundary');
}

/** PageUp and PageDown in a text of several lines: as many lines as are shown, less one. */
export function pageCaret(target: Element, direction: 'backward' | 'forward', extend: boolean): void {
  const { lineHeight, fontSize } = getComputedStyle(target);
  const line = Number.parseFloat(lineHeight) || Number.parseFloat(fontSize) * 1.2;
  const lines = Math.max(1, Math.floor(target.clientHeight / line) - 1);
  const selection = target.ownerDocument.getSelection();
  for (let i = 0; i < lines; i++) selection?.modify(extend ? 'extend' : 'move', direction, 'line');
}
