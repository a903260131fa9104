import type { Point } from '../../protocol/geometry.ts';
import type { Aim } from '../page/aim.ts';
import { composedPath, viewOf } from '../page/dom.ts';

/** The one mouse of this page: where it was moved last and what it hovers over. */
let hovered: Element | null = null;
let position: Point | null = null;

/** Where the mouse is, CSS px of the top viewport; null before its first move. */
export function mousePosition(): Point | null {
  return position;
}

type PointerName = 'over' | 'out' | 'enter' | 'leave' | 'move' | 'down' | 'up';

/** Dispatches `pointer…` or `mouse…`; false when its default was prevented. */
export function dispatchMouse(
  family: 'pointer' | 'mouse',
  name: PointerName,
  target: Element,
  aim: Aim,
  related: Element | null = null,
): boolean {
  const crossing = name === 'enter' || name === 'leave';
  const pressed = name === 'down';
  const changesButton = pressed || name === 'up';
  const init: PointerEventInit = {
    ...coordinates(aim, target),
    bubbles: !crossing,
    cancelable: !crossing,
    // Enter and leave are sent to every element of the path, each on its own.
    composed: !crossing,
    button: family === 'pointer' && !changesButton ? -1 : 0,
    buttons: pressed ? 1 : 0,
    detail: family === 'mouse' && changesButton ? 1 : 0,
    relatedTarget: related,
  };
  const view = viewOf(target);
  const event =
    family === 'mouse'
      ? new view.MouseEvent(`mouse${name}`, init)
      : new view.PointerEvent(`pointer${name}`, { ...init, ...MOUSE_POINTER, pressure: pressed ? 0.5 : 0 });
  return target.dispatchEvent(event);
}

/** The `click` of a mouse: a PointerEvent, as in current browsers. False when its default was prevented. */
export function dispatchClick(target: Element, aim: Aim): boolean {
  const view = viewOf(target);
  const init: PointerEventInit = {
    ...coordinates(aim, target),
    ...MOUSE_POINTER,
    // As Chromium has it: the pointer of a click is not primary.
    isPrimary: false,
    detail: 1,
    button: 0,
    buttons: 0,
  };
  return target.dispatchEvent(
    new view.PointerEvent('click', { ...init, bubbles: true, cancelable: true, composed: true }),
  );
}

/** What all events of one mouse have in common. */
const MOUSE_POINTER: PointerEventInit = {
  pointerId: 1,
  pointerType: 'mouse',
  isPrimary: true,
  width: 1,
  height: 1,
};

function coordinates(aim: Aim, target: Element): MouseEventInit {
  // The page begins below the browser's own bars; where they are is not known, but they are at the top.
  const bars = Math.max(0, outerHeight - innerHeight);
  return {
    view: viewOf(target),
    clientX: aim.client.x,
    clientY: aim.client.y,
    screenX: Math.round(window.screenX + aim.top.x),
    screenY: Math.round(window.screenY + bars + aim.top.y),
  };
}

/** Moves the mouse to where `aim` points, in one jump, with all boundary events in the order of Chromium. */
export function moveTo(aim: Aim): void {
  const target = aim.element;
  const left = hovered?.isConnected && hovered.ownerDocument === target.ownerDocument ? hovered : null;
  hovered = target;
  position = aim.top;
  const crossed = left !== target;
  const before = left ? [...composedPath(left)] : [];
  const after = [...composedPath(target)];
  for (const family of ['pointer', 'mouse'] as const) {
    if (!crossed) break;
    if (left) dispatchMouse(family, 'out', left, aim, target);
    for (const e of before) if (!after.includes(e)) dispatchMouse(family, 'leave', e, aim, target);
    dispatchMouse(family, 'over', target, aim, left);
    for (const e of after.toReversed()) if (!before.includes(e)) dispatchMouse(family, 'enter', e, aim, left);
  }
  dispatchMouse('pointer', 'move', target, aim);
  dispatchMouse('mouse', 'move', target, aim);
}
