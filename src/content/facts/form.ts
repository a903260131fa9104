import type { FormFacts } from '../../protocol/facts.ts';
import {
  absoluteUrl,
  closestComposed,
  composedPath,
  isDisabled,
  isForm,
  isInput,
  shadowRootOf,
  tagOf,
} from '../page/dom.ts';
import { inputKindOf } from './input_kind.ts';
import { nameOf } from './name.ts';

/** The form an element belongs to, by nesting or by its `form` attribute. */
export function formOf(element: Element): HTMLFormElement | null {
  const owner = (element as Partial<HTMLButtonElement>).form;
  return owner ?? element.closest('form');
}

/**
 * The form whose content a control may send: its own, or the one around the web component that the control is a part
 * of. Such components submit by script what the browser would not.
 */
export function formAround(element: Element): HTMLFormElement | null {
  return formOf(element) ?? (closestComposed(element, isForm) as HTMLFormElement | null);
}

/**
 * Whether a click on the control submits `formAround` it: by itself, or as a web component, or a part of one, whose
 * `type` attribute says so. The component's own counts more than its inner button's.
 */
export function submitsForm(control: Element): boolean {
  const form = formAround(control);
  if (!form || (formOf(control) && !isComponent(control))) return isSubmitButton(control);
  const path = [...composedPath(control)];
  const components = path.slice(0, path.indexOf(form)).filter(isComponent);
  const type = [...components, control].map((e) => e.getAttribute('type')).find(Boolean);
  return type?.toLowerCase() === 'submit';
}

function isComponent(element: Element): boolean {
  return tagOf(element).includes('-');
}

/** Whether the browser submits the control's form when it is clicked. */
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
  const fields = [...form.elements, ...fieldsInComponents(form)].filter(
    (field) => !isDisabled(field) && isVisible(field),
  );
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

/** The fields inside web components, which the form itself does not list. */
function fieldsInComponents(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    const shadow = isComponent(element) ? shadowRootOf(element) : null;
    return shadow
      ? [...shadow.querySelectorAll('input, select, textarea'), ...fieldsInComponents(shadow)]
      : [];
  });
}

function isVisible(element: Element): boolean {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}
