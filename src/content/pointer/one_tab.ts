import { formOf, isSubmitButton } from '../facts/form.ts';
import { closestComposed, tagOf } from '../page/dom.ts';

/**
 * Runs `activate` while links and forms that would open a new window open in this one. A task lives in one tab,
 * as upstream, and the browser blocks windows that no real click asked for.
 */
export function inThisTab(target: Element, activate: () => void): void {
  const opener = openerOf(target);
  const before = opener?.getAttribute('target') ?? null;
  const opensElsewhere = before !== null && !['', '_self', '_top', '_parent'].includes(before.toLowerCase());
  if (!opener || !opensElsewhere || isNamedFrame(before)) {
    activate();
    return;
  }
  opener.setAttribute('target', '_self');
  try {
    activate();
  } finally {
    opener.setAttribute('target', before);
  }
}

function openerOf(target: Element): Element | null {
  const control = closestComposed(target, (e) => ['a', 'area', 'button', 'input'].includes(tagOf(e)));
  if (!control || tagOf(control) === 'a' || tagOf(control) === 'area') return control;
  return isSubmitButton(control) ? formOf(control) : null;
}

function isNamedFrame(name: string): boolean {
  return document.querySelector(`iframe[name="${CSS.escape(name)}"]`) !== null;
}
