import { type Aim, aimAt } from '../page/aim.ts';
import { closestComposed, isHtml } from '../page/dom.ts';
import { aimAgain, pressDown, release } from './click.ts';
import { dragAndDrop } from './drag_and_drop.ts';
import { moveTo, setHeld } from './mouse.ts';

/**
 * CSS px from one move to the next. Small, so that what follows the mouse stays under it: a script's pointer cannot
 * be captured, and what a page would have captured it for must get its moves all the same.
 */
const STEP = 6;
const MIN_STEPS = 10;
const MAX_STEPS = 150;
const REST_MS = 120;
const PRESS = { button: 'left', detail: 1 } as const;

/**
 * Presses the left button at `from`, moves in steps to `to` and lets go there and a moment between
 * them: pages draw and measure meanwhile. A draggable element goes the way of HTML drag and drop.
 */
export async function drag(from: Aim, to: Aim): Promise<void> {
  moveTo(from);
  const held = pressDown(aimAgain(from), PRESS);
  const source = held.defaults && !held.grip ? draggableOf(held.aim.element) : null;
  let last = held.aim;
  if (source) {
    moveTo(between(from, to, 0.1) ?? last);
    const left = await dragAndDrop(
      source,
      held.aim,
      to,
      (share) => between(from, to, share),
      () => pause(20),
    );
    if (left) {
      setHeld(PRESS, false);
      return;
    }
  }
  const distance = Math.hypot(to.top.x - from.top.x, to.top.y - from.top.y);
  const steps = Math.min(MAX_STEPS, Math.max(MIN_STEPS, Math.ceil(distance / STEP)));
  const captured = isCaptured(held.aim.element);
  for (let step = 1; step <= steps; step++) {
    last = between(from, to, step / steps) ?? last;
    if (captured) last = { ...last, element: held.aim.element };
    moveTo(last);
    held.grip?.move(last);
    await pause();
  }
  // A person's hand rests before it lets go; pages that look only every so often see where.
  await pause(REST_MS);
  moveTo(last);
  release(held, captured ? last : aimAgain(last));
}

/** What lies on the way; null outside the page. */
function between(from: Aim, to: Aim, share: number): Aim | null {
  const along = (a: number, b: number) => a + (b - a) * share;
  const result = aimAt({ x: along(from.top.x, to.top.x), y: along(from.top.y, to.top.y) });
  return result.ok ? result.aim : null;
}

/**
 * Whether the pointer's events all go to what was pressed. Only the browser's own pointer can be captured, and a
 * script is not told that a page asked for it; but a page that is ready for touch, whose pointers are captured
 * anyway, says by `touch-action` that it takes over the moves.
 */
function isCaptured(pressed: Element): boolean {
  return closestComposed(pressed, (e) => /^(none|pan-)/.test(getComputedStyle(e).touchAction)) !== null;
}

function draggableOf(element: Element): HTMLElement | null {
  const source = closestComposed(element, (e) => isHtml(e) && e.draggable);
  return source as HTMLElement | null;
}

function pause(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
