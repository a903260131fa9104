import type { FormFacts, InputKind } from '../../protocol/facts.ts';

/** Fields that alone make a form personal, however it is sent. */
const PERSONAL: ReadonlySet<InputKind> = new Set<InputKind>([
  'email',
  'tel',
  'person_name',
  'birthday',
  'national_id',
  'file',
]);

/**
 * What submitting this form gives away, judged by its fields; null: nothing personal. A postal address alone
 * counts only in a form that is posted: a store locator asks for one too.
 */
export function submitKind(form: FormFacts): 'payment' | 'credentials' | 'personal_data' | null {
  const has = (kind: InputKind) => form.inputs.includes(kind);
  if (has('payment')) return 'payment';
  if (has('password') || has('one_time_code')) return 'credentials';
  if (form.inputs.some((kind) => PERSONAL.has(kind))) return 'personal_data';
  if (has('address') && form.method === 'post' && !form.isSearch) return 'personal_data';
  return null;
}

/** A form that only chooses, filters or counts: its button called "Apply" binds nobody. */
export function onlyChooses(form: FormFacts): boolean {
  return form.inputs.length > 0 && submitKind(form) === null && !form.inputs.includes('textarea');
}
