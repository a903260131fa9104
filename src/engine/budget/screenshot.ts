import { sentSize } from '../../fara/profile.ts';
import { fara7b } from '../../fara/profiles/fara-7b.ts';
import { profiles } from '../../fara/profiles/index.ts';
import type { Size } from '../../protocol/geometry.ts';
import type { Pack } from '../../protocol/pack.ts';

/** Image px at which a screenshot of the viewport the model was trained at is sent; Fara-7B's where none is named. */
export function screenshotSize({ profile }: Pick<Pack, 'profile'>): Size {
  const known = profiles.find(({ id }) => id === profile) ?? fara7b;
  return sentSize(known, known.viewport);
}
