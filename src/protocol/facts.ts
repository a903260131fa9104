import { z } from 'zod';
import { PageText } from './page_text.ts';

/**
 * What a form field asks for, as far as `type`, `autocomplete`, name and label tell.
 * `payment` covers the `cc-*` autocomplete family, card, IBAN and CVC fields.
 */
export const InputKind = z.enum([
  'text',
  'search',
  'password',
  'one_time_code',
  'payment',
  'email',
  'tel',
  'person_name',
  'username',
  'address',
  'birthday',
  'national_id',
  'organization',
  'number',
  'date',
  'url',
  'checkbox',
  'radio',
  'select',
  'file',
  'textarea',
  'range',
  'color',
  'other',
]);
export type InputKind = z.infer<typeof InputKind>;

/** The form (or, outside any form, nothing) that the element belongs to. Hidden fields are not listed. */
export const FormFacts = z.object({
  method: z.enum(['get', 'post', 'dialog']),
  /** Absolute URL the form is sent to; whether it leaves this origin is `crossOrigin`. */
  action: PageText,
  crossOrigin: z.boolean(),
  /** Accessible name of the form, or '' */
  name: PageText,
  /** `<search>`, role=search, or a single search field. */
  isSearch: z.boolean(),
  /** One entry per visible field, in document order; fields inside web components last. */
  inputs: z.array(InputKind),
  /** Name of the button that implicit submission (Enter) would activate; null: none. */
  defaultButton: PageText.nullable(),
});
export type FormFacts = z.infer<typeof FormFacts>;

/**
 * What the content script reads about the element at a point, or about the focused one. Used for safety and
 * for the log, never for aiming. Text values are never part of it.
 */
export const ElementFacts = z.object({
  /** Lower case, such as `button`. */
  tag: z.string(),
  /** ARIA role, explicit or implied by the tag; `generic` where there is none. */
  role: z.string(),
  /** Accessible name, whitespace collapsed, at most 200 characters. */
  name: z.string(),
  /** Kind of the field, null for everything that is not a field. */
  input: InputKind.nullable(),
  editable: z.boolean(),
  disabled: z.boolean(),
  /** Whether a click submits `form`. */
  isSubmit: z.boolean(),
  /** Absolute URL of the nearest link. */
  href: PageText.nullable(),
  form: FormFacts.nullable(),
  /** `lang` of the page, lower case primary subtag such as `de`; '' where the page states none. */
  language: z.string(),
  /** URL of the document that holds the element. */
  url: PageText,
});
export type ElementFacts = z.infer<typeof ElementFacts>;
