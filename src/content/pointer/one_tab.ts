import { formOf, isSubmitButton } from '../facts/form.ts';
import { closestComposed, tagOf } from '../page/dom.ts';

/**
 * Runs `activate` while links and forms that would open a new window open in this one. A task lives in one tab,
 * as upstream, and the browser blocks windows that no real click asked for.
 */
export function inThisTab(target: Element, activate: () => void): void {
  const opener = openerOf(target);
  const [element, attribute] = opener ?? [];
  const before = element && attribute ? element.getAttribute(attribute) : null;
  const name = before ?? target.ownerDocument.querySelector('base[target]')?.getAttribute('target') ?? '';
  if (!element || !attribute || !opensElsewhere(name, target)) {
    activate();
    return;
  }
  element.setAttribute(attribute, '_self');
  try {
    activate();
  } finally {
    if (before === null) element.removeAttribute(attribute);
    else element.setAttribute(attribute, before);
  }
}

/** What says where the click leads, and by which attribute. */
function openerOf(target: Element): [Element, 'target' | 'formtarget'] | null {
  // Sent by Enter in a form without a button.
  if (tagOf(target) === 'form') return [target, 'target'];
  const control = closestComposed(target, (e) => ['a', 'area', 'button', 'input'].includes(tagOf(e)));
  if (!control) return null;
  if (tagOf(control) === 'a' || tagOf(control) === 'area') return [control, 'target'];
  if (!isSubmitButton(control)) return null;
  if (control.hasAttribute('formtarget')) return [control, 'formtarget'];
  const form = formOf(control);
  return form && [form, 'target'];
}

function opensElsewhere(name: string, { ownerDocument }: Element): boolean {
  if (['', '_self', '_top', '_parent'].includes(name.toLowerCase())) return false;
  const frame = `iframe[name="${CSS.escape(name)}"]`;
  return !ownerDocument.querySelector(frame) && !document.querySelector(frame);
}
