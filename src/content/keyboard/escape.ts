import { closestComposed, isInput, tagOf } from '../page/dom.ts';
import { announce, setValue } from './edit.ts';

/** Empties a search field; else closes what lies topmost: the last open popover, or a dialog that allows it. */
export function escapeKey(target: Element): void {
  if (isInput(target) && target.type === 'search' && target.value !== '' && !target.readOnly) {
    setValue(target, '');
    announce(target, 'input');
    announce(target, 'search');
    return;
  }
  const { ownerDocument } = target;
  const dialog = topDialog(ownerDocument);
  const popovers = [...ownerDocument.querySelectorAll<HTMLElement>(':popover-open')];
  const popover = popovers.findLast((one) => one.popover !== 'manual');
  // One under a modal dialog is out of reach.
  if (popover && (!dialog || dialog.contains(popover))) popover.hidePopover();
  else if (dialog && dialog.closedBy !== 'none') dialog.requestClose();
}

/** The modal dialog above all others; null: none is open. */
function topDialog(document: Document): HTMLDialogElement | null {
  const open = [...document.querySelectorAll<HTMLDialogElement>('dialog:modal')];
  if (open.length < 2) return open[0] ?? null;
  // They are not told in the order of their opening; but the backdrop of the last covers the whole page.
  const hit = document.elementFromPoint(1, 1);
  const found = hit && closestComposed(hit, (e) => tagOf(e) === 'dialog' && e.matches(':modal'));
  return (found as HTMLDialogElement | null) ?? open.at(-1) ?? null;
}
