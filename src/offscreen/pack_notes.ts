import { z } from 'zod';

const KEY = 'pack-notes';

const Note = z.object({
  /** Name of the folder it was made from. */
  from: z.string().nullable(),
  /** ms since the epoch */
  installedAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
});
export type PackNote = z.infer<typeof Note>;

const NOTHING: PackNote = { from: null, installedAt: null, lastUsedAt: null };

/**
 * What is known of an installed pack beyond its files, which are the same wherever it was made. In localStorage, the
 * one store an offscreen document has; a pack can do without.
 */
export function noteOf(id: string): PackNote {
  return read()[id] ?? NOTHING;
}

export function notePack(id: string, change: Partial<PackNote>): void {
  localStorage.setItem(KEY, JSON.stringify({ ...read(), [id]: { ...noteOf(id), ...change } }));
}

export function forgetPack(id: string): void {
  const { [id]: _, ...others } = read();
  localStorage.setItem(KEY, JSON.stringify(others));
}

function read(): Record<string, PackNote> {
  try {
    return z.record(z.string(), Note).parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}
