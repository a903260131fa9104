import type { Hit, RefusedReason } from '../../protocol/effect.ts';
import { hitOf } from '../facts/facts.ts';

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

/** The rest of an action whose beginning was carried out, such as the Enter after a text. */
export class LeftOut extends Refusal {
  constructor(detail: string) {
    super('changed_since_judged', detail);
  }
}

/** What an action begins with: the control it uses, and what was read of it before the mouse was moved there. */
export interface Judged {
  control: Element;
  hit: Hit;
}

/**
 * What lies under the mouse in place of what was judged, now that the mouse is there; null: it is that still. A style, a
 * tooltip that adds to a name or a title that is taken away make no other control of one, unless it had no words to be
 * judged by; one drawn anew is known by its words.
 */
export function inPlaceOf({ control, hit }: Judged, now: Element): Hit | null {
  const found = hitOf(now);
  const reworded = found.name === '' || (/\p{L}/u.test(hit.name) && found.name.includes(hit.name));
  return isSameHit(found, hit) || (now === control && reworded) ? null : found;
}

/** Throws Refusal where the mouse, moved there, has brought something under itself that nobody has looked at. */
export function checkHovered(judged: Judged, now: Element): void {
  const found = inPlaceOf(judged, now);
  if (!found) return;
  const { name, role } = judged.hit;
  const detail = `With the mouse there, "${found.name}" (${found.role}) lies over "${name}" (${role}). Look at the page again.`;
  throw new Refusal('changed_since_judged', detail, found);
}

function isSameHit(a: Hit, b: Hit): boolean {
  return a.tag === b.tag && a.role === b.role && a.name === b.name;
}

/**
 * Throws Refusal unless `hit` is still what the rules judged and, where they asked, the person approved. `expected` null:
 * nothing was there when they looked, so that nobody has looked at what came since.
 */
export function checkUnchanged(expected: Hit | null, hit: Hit | null): void {
  if (expected ? hit && isSameHit(hit, expected) : !hit) return;
  const before = expected ? `"${expected.name}" (${expected.role})` : 'nothing';
  const now = hit ? `"${hit.name}" (${hit.role})` : 'nothing';
  const detail = `Judged was ${before}, but now ${now} is there. Look at the page again.`;
  throw new Refusal('changed_since_judged', detail, hit);
}
