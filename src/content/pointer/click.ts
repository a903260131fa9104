import { type Aim, aimAt } from '../page/aim.ts';
import { composedPath } from '../page/dom.ts';
import { focusByMouse } from '../page/focus.ts';
import { dispatchClick, dispatchMouse, moveTo } from './mouse.ts';
import { inThisTab } from './one_tab.ts';

/**
 * A left click at `aim`: move, pointerdown, mousedown, focus, pointerup, mouseup, click. The browser runs what a
 * click does by default (links, buttons, check boxes, labels) for the dispatched `click` too.
 * Source of the order: Pointer Events 3, section 10, and UI Events, 3.4.
 * False when the page prevented the mousedown, whose default opens lists and gives the focus.
 */
export function click(aim: Aim): boolean {
  moveTo(aim);
  const down = aimAgain(aim);
  // A prevented pointerdown suppresses the compatibility mouse events, but not the click.
  const compatible = dispatchMouse('pointer', 'down', down.element, down);
  const pressed = compatible && dispatchMouse('mouse', 'down', down.element, down);
  if (pressed) focusByMouse(down);
  const up = aimAgain(down);
  dispatchMouse('pointer', 'up', up.element, up);
  if (compatible) dispatchMouse('mouse', 'up', up.element, up);
  const target = commonAncestor(down.element, up.element);
  if (target) inThisTab(target, () => dispatchClick(target, up));
  return pressed;
}

/** What lies under the same point now: handlers may have moved things. */
function aimAgain(aim: Aim): Aim {
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
