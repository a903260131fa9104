import type { HistoryChoice } from '../protocol/history.ts';
import type { Profile } from './profile.ts';

/**
 * Screenshots that leave at a time: with three kept, at most six are shown. Fewer would cost more than 2,700 tokens a
 * step with Fara-7B's screenshots, more would lengthen the context for little (docs/engine-cache.md).
 */
const GROUP = 4;

/** Whether the person may choose how much history this model is shown: only where it is shown past screenshots. */
export function hasHistoryChoice({ history }: Pick<Profile, 'history'>): boolean {
  return history.kind !== 'latest';
}

/** The profile with the person's choice; unchanged where it leaves none. */
export function withHistory(profile: Profile, { leave, screenshots }: HistoryChoice): Profile {
  if (!hasHistoryChoice(profile)) return profile;
  switch (leave) {
    case 'exact':
      return { ...profile, history: { kind: 'trim', screenshots } };
    case 'grouped':
      return { ...profile, history: { kind: 'grouped', screenshots, group: GROUP } };
  }
}
