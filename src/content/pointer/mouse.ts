import type { Point } from '../../protocol/geometry.ts';
import type { Aim } from '../page/aim.ts';
import { composedPath, viewOf } from '../page/dom.ts';
import { hoverStyles } from './hover_styles.ts';

/** The one mouse of this page: where it was moved last, what it hovers over, which buttons are held. */
let hovered: Element | null = null;
let position: Point | null = null;
let pressed = 0;

/** Where the mouse is, CSS px of the top viewport; null before its first move. */
export function mousePosition(): Point | null {
  return position;
}

/** A button of the mouse, and the how-manieth press in a row it is. */
export interface Press {
  button: 'left' | 'right';
  detail: number;
}

/** Since the mouse moved last, CSS px. */
type Moved = Pick<MouseEventInit, 'movementX' | 'movementY'>;

type PointerName = 'over' | 'out' | 'enter' | 'leave' | 'move' | 'down' | 'up' | 'cancel';

/** Dispatches `pointer…` or `mouse…`; false when its default was prevented. `press`: with down and up. */
export function dispatchMouse(
  family: 'pointer' | 'mouse',
  name: PointerName,
  target: Element,
  aim: Aim,
  { related = null, press, moved }: { related?: Element | null; press?: Press; moved?: Moved } = {},
): boolean {
  const crossing = name === 'enter' || name === 'leave';
  const button = press ? numberOf(press) : family === 'pointer' ? -1 : 0;
  const init: PointerEventInit = {
    ...coordinates(aim, target),
    ...moved,
    bubbles: !crossing,
    cancelable: !crossing && name !== 'cancel',
    // Enter and leave are sent to every element of the path, each on its own.
    composed: !crossing,
    button: name === 'cancel' ? 0 : button,
    buttons: pressed,
    detail: family === 'mouse' ? (press?.detail ?? 0) : 0,
    relatedTarget: related,
  };
  const view = viewOf(target);
  const event =
    family === 'mouse'
      ? new view.MouseEvent(`mouse${name}`, init)
      : new view.PointerEvent(`pointer${name}`, { ...init, ...MOUSE_POINTER, pressure: pressed ? 0.5 : 0 });
  return target.dispatchEvent(event);
}

/** From now on, in `buttons` of every event, the button of `press` is held or not. */
export function setHeld({ button }: Press, held: boolean): void {
  const bit = button === 'left' ? 1 : 2;
  pressed = held ? pressed | bit : pressed & ~bit;
}

/** What ends or follows a press: a PointerEvent, as in current browsers. False when its default was prevented. */
export function dispatchClick(
  type: 'click' | 'auxclick' | 'contextmenu' | 'dblclick',
  target: Element,
  aim: Aim,
  press: Press,
): boolean {
  const view = viewOf(target);
  const init: PointerEventInit = {
    ...coordinates(aim, target),
    detail: type === 'contextmenu' ? 0 : press.detail,
    button: numberOf(press),
    buttons: pressed,
    bubbles: true,
    cancelable: true,
    composed: true,
  };
  const event =
    type === 'dblclick'
      ? new view.MouseEvent(type, init)
      : // As Chromium has it: the pointer of a click is not primary.
        new view.PointerEvent(type, { ...init, ...MOUSE_POINTER, isPrimary: false });
  return target.dispatchEvent(event);
}

function numberOf({ button }: Press): number {
  return button === 'left' ? 0 : 2;
}

/** What all events of one mouse have in common. */
const MOUSE_POINTER: PointerEventInit = {
  pointerId: 1,
  pointerType: 'mouse',
  isPrimary: true,
  width: 1,
  height: 1,
};

export function coordinates(aim: Aim, target: Element): MouseEventInit {
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
  const moved = {
    movementX: aim.top.x - (position?.x ?? aim.top.x),
    movementY: aim.top.y - (position?.y ?? aim.top.y),
  };
  hovered = target;
  position = aim.top;
  const crossed = left !== target;
  const before = left ? [...composedPath(left)] : [];
  const after = [...composedPath(target)];
  for (const family of ['pointer', 'mouse'] as const) {
    if (!crossed) break;
    if (left) dispatchMouse(family, 'out', left, aim, { related: target });
    for (const e of before)
      if (!after.includes(e)) dispatchMouse(family, 'leave', e, aim, { related: target });
    dispatchMouse(family, 'over', target, aim, { related: left });
    for (const e of after.toReversed())
      if (!before.includes(e)) dispatchMouse(family, 'enter', e, aim, { related: left });
  }
  if (crossed) hoverStyles(after);
  dispatchMouse('pointer', 'move', target, aim, { moved });
  dispatchMouse('mouse', 'move', target, aim, { moved });
}
