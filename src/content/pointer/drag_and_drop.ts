import type { Aim } from '../page/aim.ts';
import { viewOf } from '../page/dom.ts';
import { coordinates, dispatchMouse } from './mouse.ts';

const MOVES = 8;

/**
 * Drags `source` to `to` as HTML has it: dragstart, then drag, dragenter, dragover and dragleave on the way, drop
 * if the last dragover was taken, dragend. `on`: what lies at a share of the way. A script's DataTransfer carries
 * data and no effect: `dropEffect` reads "none" throughout, so it is the prevented dragover alone that counts.
 * False, with nothing done but dragstart, when the page prevents that.
 * Source of the order: HTML, 6.11.5 "Drag-and-drop processing model".
 */
export async function dragAndDrop(
  source: HTMLElement,
  from: Aim,
  to: Aim,
  on: (share: number) => Aim | null,
  pause: () => Promise<void>,
): Promise<boolean> {
  const data = new (viewOf(source).DataTransfer)();
  if (source.localName === 'a') data.setData('text/uri-list', (source as HTMLAnchorElement).href);
  const dispatch = (type: string, target: Element, aim: Aim, related: Element | null = null): boolean => {
    const init: DragEventInit = {
      ...coordinates(aim, target),
      dataTransfer: data,
      buttons: type === 'dragend' || type === 'drop' ? 0 : 1,
      relatedTarget: related,
      bubbles: true,
      composed: true,
      cancelable: type !== 'dragleave' && type !== 'dragend',
    };
    return !target.dispatchEvent(new (viewOf(target).DragEvent)(type, init));
  };
  if (dispatch('dragstart', source, from)) return false;
  dispatchMouse('pointer', 'cancel', from.element, from);
  let over: Element | null = null;
  let taken = false;
  let last = from;
  for (let move = 1; move <= MOVES; move++) {
    last = on(move / MOVES) ?? last;
    await pause();
    dispatch('drag', source, last);
    const { element } = last;
    if (element !== over) {
      dispatch('dragenter', element, last, over);
      if (over?.isConnected) dispatch('dragleave', over, last, element);
      over = element;
    }
    taken = dispatch('dragover', element, last);
  }
  if (over?.isConnected) dispatch(taken ? 'drop' : 'dragleave', over, to);
  if (source.isConnected) dispatch('dragend', source, to);
  return true;
}
