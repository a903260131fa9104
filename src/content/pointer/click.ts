import { type Aim, aimAt } from '../page/aim.ts';
import { composedPath } from '../page/dom.ts';
import { focusByMouse } from '../page/focus.ts';
import { tellFocus } from '../page/focus_events.ts';
import { type Grip, gripAt } from './grip/grip.ts';
import { dismissAround } from './light_dismiss.ts';
import { dispatchClick, dispatchMouse, moveTo, type Press, setHeld } from './mouse.ts';
import { inThisTab } from './one_tab.ts';

export interface Clicks {
  button?: 'left' | 'right' | undefined;
  count?: 1 | 2 | 3 | undefined;
}

/**
 * A click at `aim`: move, pointerdown, mousedown, focus, pointerup, mouseup, click; as often as `count` says, with
 * `dblclick` after the second. The browser runs what a click does by default (links, buttons, check boxes, labels)
 * for the dispatched `click` too. The right button gives `contextmenu` and `auxclick` in its place.
 * Source of the order: Pointer Events 3, section 10, and UI Events, 3.4; `contextmenu` as on Linux and macOS.
 * False when the page prevented the mousedown, whose default opens lists and gives the focus.
 * `hovered` is told what lies under the mouse once it is there, before anything is pressed, and may throw.
 */
export function click(
  aim: Aim,
  { button = 'left', count = 1 }: Clicks,
  hovered: (aim: Aim) => void,
): boolean {
  moveTo(aim);
  hovered(aimAgain(aim));
  let defaults = true;
  for (let detail = 1; detail <= count; detail++) {
    const down = pressDown(aimAgain(aim), { button, detail });
    defaults = down.defaults;
    release(down, aimAgain(aim));
  }
  return defaults;
}

/** A button that is held down. */
export interface Held {
  press: Press;
  aim: Aim;
  /** False when the page prevented the mousedown. */
  defaults: boolean;
  /** False when the page prevented the pointerdown: no compatibility mouse events until it comes up. */
  compatible: boolean;
  /** What the browser does by itself until it comes up. */
  grip: Grip | null;
}

export function pressDown(aim: Aim, press: Press): Held {
  setHeld(press, true);
  const compatible = dispatchMouse('pointer', 'down', aim.element, aim, { press });
  const defaults = compatible && dispatchMouse('mouse', 'down', aim.element, aim, { press });
  if (defaults) focusByMouse(aim);
  tellFocus();
  const grip = defaults && press.button === 'left' ? gripAt(aim, press.detail) : null;
  if (press.button === 'right') dispatchClick('contextmenu', aim.element, aim, press);
  return { press, aim, defaults, compatible, grip };
}

/** The button comes up at `aim`. */
export function release({ press, aim: down, compatible, grip }: Held, aim: Aim): void {
  setHeld(press, false);
  const target = aim.element;
  dispatchMouse('pointer', 'up', target, aim, { press });
  if (compatible) dispatchMouse('mouse', 'up', target, aim, { press });
  dismissAround(down, aim);
  grip?.up();
  const clicked = commonAncestor(down.element, target);
  if (!clicked) return;
  if (press.button === 'right') {
    dispatchClick('auxclick', clicked, aim, press);
    return;
  }
  inThisTab(clicked, () => dispatchClick('click', clicked, aim, press));
  tellFocus();
  if (press.detail === 2 && clicked.isConnected) dispatchClick('dblclick', clicked, aim, press);
}

/** What lies under the same point now: handlers may have moved things. */
export function aimAgain(aim: Aim): Aim {
  const again = aimAt(aim.top);
  return again.ok ? again.aim : aim;
}

/** Where a click lands whose button went down on one element and up on another. */
function commonAncestor(down: Element, up: Element): Element | null {
  if (!up.isConnected) return null;
  const path = new Set(composedPath(down));
  for (const e of composedPath(up)) if (path.has(e)) return e;
  return null;
}
