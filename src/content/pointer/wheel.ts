import { stepNumber } from '../keyboard/choice.ts';
import type { Aim } from '../page/aim.ts';
import { deepActiveElement, isDisabled, isInput, viewOf } from '../page/dom.ts';
import { scrollBy } from '../scroll.ts';

/** As Chromium takes it. */
type LegacyWheel = WheelEventInit & { wheelDeltaY: number };

/**
 * One turn of the wheel at `aim` by `deltaY` CSS px (positive: down). A page that takes the wheel over (maps,
 * carousels) prevents the default; otherwise the nearest scroller that can move does. False when none can.
 */
export function wheel(aim: Aim, deltaY: number): boolean {
  const view = viewOf(aim.element);
  const init: LegacyWheel = {
    view,
    deltaY,
    deltaMode: WheelEvent.DOM_DELTA_PIXEL,
    // Counted the other way round, for pages of old.
    wheelDeltaY: -deltaY,
    clientX: aim.client.x,
    clientY: aim.client.y,
    screenX: Math.round(window.screenX + aim.top.x),
    screenY: Math.round(window.screenY + aim.top.y),
    bubbles: true,
    cancelable: true,
    composed: true,
  };
  const event = new view.WheelEvent('wheel', init);
  if (!aim.element.dispatchEvent(event)) return true;
  return turnNumber(aim.element, deltaY) || scrollBy(aim.element, deltaY);
}

/** In a number field that has the focus Chromium counts with the wheel. */
function turnNumber(element: Element, deltaY: number): boolean {
  if (!isInput(element) || element.type !== 'number' || element !== deepActiveElement()) return false;
  return !isDisabled(element) && !element.readOnly && stepNumber(element, deltaY < 0 ? 1 : -1);
}
