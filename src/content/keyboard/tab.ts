import { deepActiveElement, isFrame, isHtml, isTextField } from '../page/dom.ts';
import { startAgain, startingPoint } from '../page/focus.ts';
import { radioGroup, tabOrder } from '../page/tab_order.ts';

/**
 * Tab (1) and Shift+Tab (-1): from what has the focus, or from where the mouse was pressed, to the next element that
 * takes it. Past the last one nothing of the page has it, as when a browser's own bars get it, and it begins anew.
 */
export function moveFocus(step: 1 | -1): void {
  const from = deepActiveElement() ?? startingPoint();
  const order = tabOrder(document, from);
  const at = from ? order.indexOf(from as HTMLElement) : -1;
  const group = from ? radioGroup(from) : [];
  for (let i = at < 0 && step < 0 ? order.length - 1 : at + step; i >= 0 && i < order.length; i += step) {
    const next = order[i];
    if (!next || (group as readonly Element[]).includes(next)) continue;
    next.focus();
    // What lies outside an open dialog takes none.
    const active = deepActiveElement();
    if (active !== next && !(isFrame(next) && active === null)) continue;
    if (isTextField(next)) next.select();
    return;
  }
  const active = deepActiveElement();
  if (active && isHtml(active)) active.blur();
  startAgain();
}
