import type { Hit, RefusedReason } from '../../protocol/effect.ts';

/** An action that was not carried out: thrown inside this folder, returned to the caller as a `refused` effect. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusedReason,
    detail: string,
    readonly hit: Hit | null = null,
  ) {
    super(detail);
  }
}

/** Throws Refusal unless `hit` is still what the rules judged and, where they asked, the person approved. */
export function checkUnchanged(expected: Hit, hit: Hit | null): void {
  if (hit && hit.tag === expected.tag && hit.role === expected.role && hit.name === expected.name) return;
  const now = hit ? `"${hit.name}" (${hit.role})` : 'nothing';
  throw new Refusal(
    'changed_since_judged',
    `Judged was "${expected.name}" (${expected.role}), but now ${now} is there. Look at the page again.`,
    hit,
  );
}
