import { composedPath, viewOf } from './page/dom.ts';

/** Scrolls the nearest scroller around `element` that can still move that way; false when none can. */
export function scrollBy(element: Element, deltaY: number): boolean {
  for (const scroller of scrollers(element)) {
    const before = scroller.scrollTop;
    scroller.scrollBy({ top: deltaY, behavior: 'instant' });
    if (scroller.scrollTop !== before) return true;
  }
  return false;
}

export function scrollToEdge(element: Element, edge: 'top' | 'bottom'): void {
  const scroller = scrollers(element).next().value;
  scroller?.scrollTo({ top: edge === 'top' ? 0 : scroller.scrollHeight, behavior: 'instant' });
}

/** Scrollable boxes from the element outwards, ending with the page; out of same-origin frames, too. */
function* scrollers(element: Element): Generator<Element> {
  const view = viewOf(element);
  const page = element.ownerDocument.scrollingElement;
  for (const e of composedPath(element)) {
    if (e === page || !canScroll(e)) continue;
    yield e;
    if (getComputedStyle(e).overscrollBehaviorY !== 'auto') return;
  }
  if (page) yield page;
  const frame = frameOf(view);
  if (frame) yield* scrollers(frame);
}

function canScroll(element: Element): boolean {
  const overflow = getComputedStyle(element).overflowY;
  return /^(auto|scroll|overlay)$/.test(overflow) && element.scrollHeight > element.clientHeight;
}

function frameOf(view: Window): Element | null {
  try {
    return view.frameElement;
  } catch {
    return null;
  }
}
