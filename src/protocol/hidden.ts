import type { Action } from './action.ts';
import type { InputKind } from './facts.ts';

/** Stands where a password, a code or a number of a card or an identity card was typed. */
export const HIDDEN = '••••';

const SECRET: ReadonlySet<InputKind> = new Set<InputKind>([
  'password',
  'payment',
  'one_time_code',
  'national_id',
]);

/** Whether what is typed into a field of this kind is shown and logged nowhere. */
export function isSecret(kind: InputKind | null | undefined): boolean {
  return kind != null && SECRET.has(kind);
}

/** The action as it may be shown and logged, `secret` saying whether its text goes into such a field. */
export function shownAction(action: Action, secret: boolean): Action {
  return secret && action.action === 'type' ? { ...action, text: HIDDEN } : action;
}
