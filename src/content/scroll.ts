import { composedPath, viewOf } from './page/dom.ts';

export type Axis = 'x' | 'y';
/** How far, in CSS px, positive down or to the right; of a scroller whose visible part has that length. */
export type Distance = number | ((visible: number) => number);

/** Scrolls the nearest scroller around `element` that can still move that way; false when none can. */
export function scrollBy(element: Element, distance: Distance, axis: Axis = 'y'): boolean {
  const offset = axis === 'y' ? 'scrollTop' : 'scrollLeft';
  for (const scroller of scrollers(element, axis)) {
    const before = scroller[offset];
    const far = typeof distance === 'number' ? distance : distance(visibleLength(scroller, axis));
    scroller.scrollBy({ [axis === 'y' ? 'top' : 'left']: far, behavior: 'instant' });
    if (scroller[offset] !== before) return true;
  }
  return false;
}

/**
 * Scrollable boxes from the element outwards, ending with the page; out of same-origin frames, too. What is positioned
 * goes by its containing block: a box that it stands in without being contained does not scroll it.
 */
function* scrollers(element: Element, axis: Axis): Generator<Element> {
  const view = viewOf(element);
  const page = element.ownerDocument.scrollingElement;
  const overscroll = axis === 'y' ? 'overscrollBehaviorY' : 'overscrollBehaviorX';
  let lifted = 'static';
  for (const e of composedPath(element)) {
    if (e === page) break;
    const style = getComputedStyle(e);
    if (lifted !== 'static' && !containsLifted(style, lifted)) continue;
    const overflow = axis === 'y' ? style.overflowY : style.overflowX;
    if (canScroll(e, overflow, axis)) yield e;
    // Also of a box that has nothing to scroll, as newer versions of Chromium have it.
    if (!/^(visible|clip)$/.test(overflow) && style[overscroll] !== 'auto') return;
    lifted = /^(absolute|fixed)$/.test(style.position) ? style.position : 'static';
  }
  const frame = frameOf(view);
  if (page && frame?.getAttribute('scrolling') !== 'no' && !isLocked(page, axis)) yield page;
  if (page && getComputedStyle(page)[overscroll] !== 'auto') return;
  if (frame) yield* scrollers(frame, axis);
}

function containsLifted(style: CSSStyleDeclaration, lifted: string): boolean {
  if (lifted === 'absolute' && style.position !== 'static') return true;
  const { transform, translate, rotate, scale, perspective, filter } = style;
  if ([transform, translate, rotate, scale, perspective, filter].some((value) => value && value !== 'none'))
    return true;
  return /paint|layout|strict|content/.test(style.contain) || /transform|filter/.test(style.willChange);
}

function canScroll(element: Element, overflow: string, axis: Axis): boolean {
  if (!/^(auto|scroll|overlay)$/.test(overflow)) return false;
  return axis === 'y'
    ? element.scrollHeight > element.clientHeight
    : element.scrollWidth > element.clientWidth;
}

/** Whether the page keeps people from scrolling it, as under an open dialog; scripts still could. */
function isLocked(page: Element, axis: Axis): boolean {
  const overflowOf = (e: Element) =>
    axis === 'y' ? getComputedStyle(e).overflowY : getComputedStyle(e).overflowX;
  const own = overflowOf(page);
  // What the root element leaves open, the body decides.
  const { body } = page.ownerDocument;
  return /^(hidden|clip)$/.test(own === 'visible' && body ? overflowOf(body) : own);
}

/** What is seen of a scroller's content at a time, without the padding that the page sets aside. */
function visibleLength(scroller: Element, axis: Axis): number {
  const style = getComputedStyle(scroller);
  const px = (value: string) => Number.parseFloat(value) || 0;
  const isPage = scroller === scroller.ownerDocument.scrollingElement;
  const view = viewOf(scroller);
  if (axis === 'y') {
    const height = isPage ? view.innerHeight : scroller.clientHeight;
    return height - px(style.scrollPaddingTop) - px(style.scrollPaddingBottom);
  }
  const width = isPage ? view.innerWidth : scroller.clientWidth;
  return width - px(style.scrollPaddingLeft) - px(style.scrollPaddingRight);
}

function frameOf(view: Window): Element | null {
  try {
    return view.frameElement;
  } catch {
    return null;
  }
}
