import browser from 'webextension-polyfill';
import type { Profile } from '../fara/profile.ts';
import { getProfile, profileForPack } from '../fara/profiles/index.ts';
import { readInstalledPack } from '../platform/installed_pack.ts';
import { Pack } from '../protocol/pack.ts';
import type { Settings } from '../protocol/settings.ts';

let embedded: Promise<Profile> | undefined;

/**
 * The profile of the chosen model: on the server, or an installed pack, or (null) the one that ships inside the
 * extension. Throws an error for a person where it cannot be used.
 */
export async function chosenProfile({ runsOn, endpoint, model }: Settings): Promise<Profile> {
  if (runsOn === 'server') {
    if (endpoint === null)
      throw new Error('No server is set yet. Set its address and model in the settings.');
    return getProfile(endpoint.profile);
  }
  if (model !== null) return profileForPack(await readInstalledPack(model));
  embedded ??= embeddedProfile();
  return embedded;
}

async function embeddedProfile(): Promise<Profile> {
  const response = await fetch(browser.runtime.getURL('fara-tiny/pack.json'));
  return profileForPack(Pack.parse(await response.json()));
}
