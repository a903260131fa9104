import type { Aim } from '../page/aim.ts';
import { viewOf } from '../page/dom.ts';
import { scrollBy } from '../scroll.ts';

/**
 * One turn of the wheel at `aim` by `deltaY` CSS px (positive: down). A page that takes the wheel over (maps,
 * carousels) prevents the default; otherwise the nearest scroller that can move does. False when none can.
 */
export function wheel(aim: Aim, deltaY: number): boolean {
  const view = viewOf(aim.element);
  const event = new view.WheelEvent('wheel', {
    view,
    deltaY,
    deltaMode: WheelEvent.DOM_DELTA_PIXEL,
    clientX: aim.client.x,
    clientY: aim.client.y,
    screenX: Math.round(window.screenX + aim.top.x),
    screenY: Math.round(window.screenY + aim.top.y),
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  return !aim.element.dispatchEvent(event) || scrollBy(aim.element, deltaY);
}
