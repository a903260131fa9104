import type { FormFacts } from '../../protocol/facts.ts';
import { absoluteUrl, isDisabled, isInput, tagOf } from '../page/dom.ts';
import { inputKindOf } from './input_kind.ts';
import { nameOf } from './name.ts';

/** The form an element belongs to, by nesting or by its `form` attribute. */
export function formOf(element: Element): HTMLFormElement | null {
  const owner = (element as Partial<HTMLButtonElement>).form;
  return owner ?? element.closest('form');
}

/** Whether a click on the control submits its form. */
export function isSubmitButton(element: Element): boolean {
  if (isInput(element)) return element.type === 'submit' || element.type === 'image';
  return tagOf(element) === 'button' && (element as HTMLButtonElement).type === 'submit';
}

/** The button that Enter in a field activates: the form's first submit button (HTML, implicit submission). */
export function defaultButton(form: HTMLFormElement): HTMLElement | null {
  const all = [...form.elements, ...form.querySelectorAll<HTMLElement>('input[type=image]')];
  return (all.find(isSubmitButton) as HTMLElement | undefined) ?? null;
}

export function formFacts(form: HTMLFormElement): FormFacts {
  const fields = [...form.elements].filter((field) => !isDisabled(field) && isVisible(field));
  const inputs = fields.map(inputKindOf).filter((kind) => kind !== null);
  const button = defaultButton(form);
  // Attributes, not properties: a field called "action" or "method" hides those.
  const action = absoluteUrl(form.getAttribute('action') ?? '', form);
  const method = (button?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get').toLowerCase();
  const texts = inputs.filter((kind) => !['checkbox', 'radio', 'select'].includes(kind));
  return {
    method: method === 'post' || method === 'dialog' ? method : 'get',
    action,
    crossOrigin: URL.parse(action)?.origin !== URL.parse(form.baseURI)?.origin,
    name: nameOf(form),
    isSearch: form.closest('search, [role=search]') !== null || (texts.length === 1 && texts[0] === 'search'),
    inputs,
    defaultButton: button && nameOf(button),
  };
}

function isVisible(element: Element): boolean {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}
