import type { Hit } from '../../protocol/effect.ts';
import type { ElementFacts } from '../../protocol/facts.ts';
import type { Point } from '../../protocol/geometry.ts';
import { aimAt, controlOf } from '../page/aim.ts';
import {
  absoluteUrl,
  closestComposed,
  deepActiveElement,
  editingHost,
  isDisabled,
  isTextField,
  tagOf,
} from '../page/dom.ts';
import { itemAt, openPopup } from '../popup/popup.ts';
import { formAround, formFacts, submitsForm } from './form.ts';
import { inputKindOf } from './input_kind.ts';
import { nameOf } from './name.ts';
import { roleOf } from './role.ts';

/** The control at `point` (CSS px of the top viewport), or the focused one for null; null: nothing is there. */
export function factsAt(point: Point | null): ElementFacts | null {
  if (!point) {
    const active = deepActiveElement();
    return active && factsOf(active);
  }
  const popup = openPopup();
  const item = popup && itemAt(popup, point);
  // What a choice may set off is the field's doing; what is chosen, the item's.
  if (popup && item) return { ...factsOf(popup.owner), ...item.hit, disabled: item.disabled };
  const result = aimAt(point);
  return result.ok ? factsOf(controlOf(result.aim.element)) : null;
}

export function factsOf(control: Element): ElementFacts {
  const form = formAround(control);
  const link = closestComposed(
    control,
    (e) => (tagOf(e) === 'a' || tagOf(e) === 'area') && e.hasAttribute('href'),
  );
  const { ownerDocument } = control;
  return {
    ...hitOf(control),
    input: inputKindOf(control),
    editable: isTextField(control) || editingHost(control) !== null,
    disabled: isDisabled(control),
    isSubmit: submitsForm(control),
    // `href` of an SVG link is an object.
    href: link && absoluteUrl(link.getAttribute('href') ?? '', link),
    form: form && formFacts(form),
    language: (ownerDocument.documentElement.lang.split('-')[0] ?? '').toLowerCase(),
    url: ownerDocument.URL,
  };
}

/** The control in words. */
export function hitOf(control: Element): Hit {
  return { tag: tagOf(control), role: roleOf(control), name: nameOf(control) };
}
