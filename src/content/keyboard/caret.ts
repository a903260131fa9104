import { isTextField } from '../page/dom.ts';

/** Moves the caret as an arrow key, Home or End does; `extend` keeps the selection's other end (Shift). */
export function moveCaret(target: Element, key: string, extend: boolean): void {
  const selection = target.ownerDocument.getSelection();
  // `modify` also moves the caret inside inputs and textareas, in Chromium and Firefox alike.
  const alter = extend ? 'extend' : 'move';
  switch (key) {
    case 'ArrowLeft':
      selection?.modify(alter, 'left', 'character');
      break;
    case 'ArrowRight':
      selection?.modify(alter, 'right', 'character');
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
