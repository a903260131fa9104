import type { Hit } from '../../protocol/effect.ts';
import type { Point } from '../../protocol/geometry.ts';
import { place, STYLE } from './place.ts';

/** One thing in a pop-up that can be chosen: an option, a day, an arrow to the next month. */
export interface Item {
  drawn: HTMLElement;
  /** What it is, for the rules and the report. */
  hit: Hit;
  disabled: boolean;
  /** Chosen by a click, of the hands or of a person. */
  choose(): void;
}

/** Fills the empty box. */
export type Draw = (box: HTMLElement) => Item[];

/**
 * Lists and pickers of native fields are drawn by the browser outside the page: no script can open them, and no
 * screenshot shows them. This is drawn in the page in their place, for the model to see and to click.
 */
export interface Popup {
  /** The field whose value is chosen. */
  owner: HTMLElement;
  box: HTMLElement;
  items: readonly Item[];
  host: HTMLElement;
  /** Draws it anew, as after a key has moved the choice. */
  redraw(): void;
  /** Ends the listeners. */
  stop: AbortController;
}

let open: Popup | null = null;

/** The pop-up that is shown; null when none is, or its field has left the page. */
export function openPopup(): Popup | null {
  if (open && !open.owner.isConnected) closePopup();
  return open;
}

/**
 * Shows what `draw` draws beside `owner`, above everything else, in a closed shadow root. False, and nothing is
 * shown, where there is nothing to choose.
 */
export function showPopup(owner: HTMLElement, draw: Draw): boolean {
  closePopup();
  const host = document.createElement('sidefara-list');
  host.style.cssText =
    'all: initial !important; position: fixed !important; z-index: 2147483646 !important; inset: 0 auto auto 0 !important;';
  const root = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const box = document.createElement('div');
  box.className = 'box';
  root.append(style, box);
  // The top layer: a field may stand in a modal dialog, which covers everything outside it.
  host.popover = 'manual';
  document.documentElement.append(host);
  host.showPopover();
  const shown: Popup = {
    owner,
    box,
    items: [],
    host,
    stop: new AbortController(),
    redraw() {
      const { fontSize, fontFamily, direction } = getComputedStyle(owner);
      const { scrollTop } = box;
      box.replaceChildren();
      box.removeAttribute('style');
      Object.assign(box.style, { fontSize, fontFamily, direction });
      shown.items = draw(box);
      place(box, owner);
      if (box.ariaMultiSelectable === 'true') {
        // What was clicked stays where it is, whatever is chosen above it.
        box.scrollTo({ top: scrollTop });
        return;
      }
      const chosen = shown.items.find(({ drawn }) => drawn.ariaSelected === 'true')?.drawn;
      if (chosen) box.scrollTo({ top: chosen.offsetTop - box.clientHeight / 2 });
    },
  };
  open = shown;
  shown.redraw();
  if (shown.items.length === 0) closePopup();
  else listen(shown);
  return shown.items.length > 0;
}

export function closePopup(): void {
  open?.stop.abort();
  open?.host.remove();
  open = null;
}

export function isInPopup({ box }: Popup, point: Point): boolean {
  return contains(box.getBoundingClientRect(), point);
}

/** The item at `point` (CSS px of the top viewport); null between them, on a heading, outside. */
export function itemAt(popup: Popup, point: Point): Item | null {
  // By geometry: under a modal dialog the pop-up is inert, and the browser's hit test would miss it.
  if (!isInPopup(popup, point)) return null;
  return popup.items.find(({ drawn }) => contains(drawn.getBoundingClientRect(), point)) ?? null;
}

/** A person may use it, too; and like the browser's own it does not stay where its field no longer is. */
function listen(popup: Popup): void {
  const { signal } = popup.stop;
  popup.box.addEventListener(
    'click',
    (event) => {
      event.stopPropagation();
      const item = itemAt(popup, { x: event.clientX, y: event.clientY });
      if (item && !item.disabled) item.choose();
    },
    { signal },
  );
  const outside = (event: Event) => {
    if (event.isTrusted && event.target !== popup.host) closePopup();
  };
  addEventListener('pointerdown', outside, { signal, capture: true });
  addEventListener('scroll', outside, { signal, capture: true });
  addEventListener('resize', outside, { signal });
  const onKey = (event: KeyboardEvent) => {
    if (event.isTrusted && event.key === 'Escape') closePopup();
  };
  addEventListener('keydown', onKey, { signal, capture: true });
}

function contains({ left, right, top, bottom }: DOMRect, { x, y }: Point): boolean {
  return x >= left && x < right && y >= top && y < bottom;
}
