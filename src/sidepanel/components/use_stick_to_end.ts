import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** CSS px from the end within which a reader counts as being at the end. */
const NEAR_END = 48;

/** Keeps a scrolling element at its end as it grows, unless the person has scrolled up to read. */
export function useStickToEnd(element: RefObject<HTMLElement | null>, grownBy: readonly unknown[]): void {
  const atEnd = useRef(true);
  useEffect(() => {
    const scroller = element.current;
    if (!scroller) return;
    const look = () => {
      atEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    };
    scroller.addEventListener('scroll', look, { passive: true });
    // Pictures arrive later than the words around them.
    const growth = new ResizeObserver(() => stick(scroller, atEnd.current));
    for (const part of scroller.children) growth.observe(part);
    return () => {
      scroller.removeEventListener('scroll', look);
      growth.disconnect();
    };
  }, [element]);
  useLayoutEffect(() => {
    const scroller = element.current;
    if (scroller) stick(scroller, atEnd.current);
  }, grownBy);
}

function stick(scroller: HTMLElement, atEnd: boolean): void {
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
}
