import type { Pack } from '../../protocol/pack.ts';
import type { Profile } from '../profile.ts';
import { fara7b } from './fara-7b.ts';
import { faraTiny } from './fara-tiny.ts';

/** Every model this build can drive. */
export const profiles: readonly Profile[] = [faraTiny, fara7b];

/** @throws Error when no profile has this id */
export function getProfile(id: string): Profile {
  const profile = profiles.find((candidate) => candidate.id === id);
  if (!profile) throw new Error(`no profile "${id}"; this build has ${profiles.map((p) => p.id).join(', ')}`);
  return profile;
}

/**
 * The profile that a pack asks for.
 * @throws Error when the pack names none, or one that this build lacks
 */
export function profileForPack(pack: Pick<Pack, 'name' | 'profile'>): Profile {
  if (pack.profile === null) {
    throw new Error(
      `pack "${pack.name}" names no profile, so its prompt and action set are unknown; import it with one of ${profiles.map((p) => p.id).join(', ')}`,
    );
  }
  return getProfile(pack.profile);
}
