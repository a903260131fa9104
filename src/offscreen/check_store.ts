import { z } from 'zod';
import { KeptCheck } from '../protocol/check.ts';

const KEY = 'click-checks';
const Kept = z.array(KeptCheck);

/** The last self-test of every model; in localStorage, the one store an offscreen document has. */
export function readChecks(): KeptCheck[] {
  const text = localStorage.getItem(KEY);
  if (!text) return [];
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    // Damaged, or of another version: the next test replaces it.
    return [];
  }
}

/** Replaces what is kept of this model; null forgets it. */
export function keepCheck(model: string | null, result: KeptCheck['result'] | null): void {
  const others = readChecks().filter((kept) => kept.model !== model);
  localStorage.setItem(KEY, JSON.stringify(result === null ? others : [...others, { model, result }]));
}
