import type { Profile } from '../../../src/fara/profile.ts';

/** What a model with three screenshots is shown, and what fara-tiny was trained on. */
export const HISTORIES = {
  trim: { kind: 'trim', screenshots: 3 },
  latest: { kind: 'latest' },
} as const satisfies Record<string, Profile['history']>;
