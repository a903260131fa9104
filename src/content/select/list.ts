import type { Point } from '../../protocol/geometry.ts';
import { choose } from '../keyboard/choice.ts';
import { isDisabled } from '../page/dom.ts';
import { draw, mark, type Row } from './draw.ts';

/**
 * The list of a native select is drawn by the browser outside the page: no script can open it, and no screenshot
 * shows it. This one is drawn in the page in its place, for the model to see and to click.
 */
export interface OpenList {
  select: HTMLSelectElement;
  box: HTMLElement;
  rows: readonly Row[];
  host: HTMLElement;
  /** Ends the listeners. */
  stop: AbortController;
}

let open: OpenList | null = null;

/** The list that is shown; null when none is, or its select has left the page. */
export function openList(): OpenList | null {
  if (open && !open.select.isConnected) closeList();
  return open;
}

/** Shows the options of `select`, above everything else, in a closed shadow root. */
export function showList(select: HTMLSelectElement): void {
  closeList();
  const host = document.createElement('sidefara-list');
  host.style.cssText =
    'all: initial !important; position: fixed !important; z-index: 2147483646 !important; inset: 0 auto auto 0 !important;';
  const root = host.attachShadow({ mode: 'closed' });
  // The top layer: a select may stand in a modal dialog, which covers everything outside it.
  host.popover = 'manual';
  document.documentElement.append(host);
  host.showPopover();
  const stop = new AbortController();
  open = { ...draw(root, select), select, host, stop };
  listen(open);
}

export function closeList(): void {
  open?.stop.abort();
  open?.host.remove();
  open = null;
}

/** After a key has moved the choice. */
export function refreshList({ rows, select }: OpenList): void {
  mark(rows, select);
}

export function isInList({ box }: OpenList, point: Point): boolean {
  return contains(box.getBoundingClientRect(), point);
}

/** The option whose row is at `point` (CSS px of the top viewport); null between rows, on a group's name, outside. */
export function optionAt(list: OpenList, point: Point): HTMLOptionElement | null {
  // By geometry: under a modal dialog the list is inert, and the browser's hit test would miss it.
  if (!isInList(list, point)) return null;
  return list.rows.find(({ row }) => contains(row.getBoundingClientRect(), point))?.option ?? null;
}

/** Chooses as the browser's own list does: `input` and `change` if it is another option; the list closes. */
export function chooseFromList({ select }: OpenList, option: HTMLOptionElement): void {
  closeList();
  if (!isDisabled(select) && !isDisabled(option)) choose(select, option.index);
}

/** A person may use it, too; and like the browser's own it does not stay where its select no longer is. */
function listen(list: OpenList): void {
  const { signal } = list.stop;
  list.box.addEventListener(
    'click',
    (event) => {
      event.stopPropagation();
      const option = optionAt(list, { x: event.clientX, y: event.clientY });
      if (option && !isDisabled(option)) chooseFromList(list, option);
    },
    { signal },
  );
  const outside = (event: Event) => {
    if (event.isTrusted && event.target !== list.host) closeList();
  };
  addEventListener('pointerdown', outside, { signal, capture: true });
  addEventListener('scroll', outside, { signal, capture: true });
  addEventListener('resize', outside, { signal });
  const onKey = (event: KeyboardEvent) => {
    if (event.isTrusted && event.key === 'Escape') closeList();
  };
  addEventListener('keydown', onKey, { signal, capture: true });
}

function contains({ left, right, top, bottom }: DOMRect, { x, y }: Point): boolean {
  return x >= left && x < right && y >= top && y < bottom;
}
