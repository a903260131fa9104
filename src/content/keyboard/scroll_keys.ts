import { deepActiveElement } from '../page/dom.ts';
import { startingPoint } from '../page/focus.ts';
import { type Axis, type Distance, scrollBy } from '../scroll.ts';

const LINE = 40;
/** Seven eighths of what is seen, as Chromium pages. */
const PAGE = 0.875;
const EDGE = Number.MAX_SAFE_INTEGER;

/** By key, as Chromium scrolls: along the text, CSS px. */
const DISTANCES: Record<string, readonly [Axis, Distance]> = {
  ArrowUp: ['y', -LINE],
  ArrowDown: ['y', LINE],
  ArrowLeft: ['x', -LINE],
  ArrowRight: ['x', LINE],
  PageUp: ['y', (visible) => -PAGE * visible],
  PageDown: ['y', (visible) => PAGE * visible],
  Home: ['y', -EDGE],
  End: ['y', EDGE],
};

/** Scrolls what the focus is in, or else where the mouse was pressed; any other key does nothing. */
export function scrollByKey(target: Element, key: string): void {
  const [axis, distance] = DISTANCES[key] ?? [];
  const from = deepActiveElement() ? target : (startingPoint() ?? target);
  if (axis && distance !== undefined) scrollBy(from, distance, axis);
}
