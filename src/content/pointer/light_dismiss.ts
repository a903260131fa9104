import type { Point } from '../../protocol/geometry.ts';
import type { Aim } from '../page/aim.ts';
import { composedPath } from '../page/dom.ts';

/**
 * Closes what the browser closes when a person presses and releases the mouse outside of it: popovers, and dialogs
 * that ask for it. Source: HTML, 6.12.3 "Popover light dismiss" and 4.11.5 "dialog light dismiss".
 */
export function dismissAround(down: Aim, up: Aim): void {
  const { ownerDocument } = down.element;
  const open = [...ownerDocument.querySelectorAll<HTMLElement>(':popover-open')];
  const kept = keptOpen(open, down.element);
  for (const popover of open.toReversed()) {
    if (popover.popover !== 'manual' && !kept.has(popover) && popover.matches(':popover-open'))
      popover.hidePopover();
  }
  const dialogs = [...ownerDocument.querySelectorAll('dialog[open]')] as HTMLDialogElement[];
  const dialog = dialogs.at(-1);
  if (dialog?.closedBy === 'any' && isOutside(dialog, down) && isOutside(dialog, up)) dialog.requestClose();
}

/** The popovers that hold the element, or the button that opened one that does. */
function keptOpen(open: readonly HTMLElement[], element: Element): Set<HTMLElement> {
  const kept = new Set<HTMLElement>();
  const keep = (from: Element) => {
    for (const e of composedPath(from)) {
      const popover = open.find(
        (one) => one === e || (one.id !== '' && one.id === e.getAttribute('popovertarget')),
      );
      if (!popover || kept.has(popover)) continue;
      kept.add(popover);
      const opener =
        popover.id && popover.ownerDocument.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
      if (opener) keep(opener);
    }
  };
  keep(element);
  return kept;
}

/** Beside the dialog's box: on its backdrop, which hits as the dialog itself, or elsewhere. */
function isOutside(dialog: HTMLDialogElement, { element, client }: Aim): boolean {
  if (element !== dialog) return ![...composedPath(element)].includes(dialog);
  return !contains(dialog.getBoundingClientRect(), client);
}

function contains({ left, right, top, bottom }: DOMRect, { x, y }: Point): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}
