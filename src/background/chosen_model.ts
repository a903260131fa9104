import browser from 'webextension-polyfill';
import type { Profile } from '../fara/profile.ts';
import { profileForPack } from '../fara/profiles/index.ts';
import { readInstalledPack } from '../platform/installed_pack.ts';
import type { ModelChoice } from '../protocol/host.ts';
import { Pack } from '../protocol/pack.ts';

let embedded: Promise<Profile> | undefined;

/** The profile of the chosen model: an installed pack, or (null) the one that ships inside the extension. */
export async function chosenProfile(model: ModelChoice): Promise<Profile> {
  if (model !== null) return profileForPack(await readInstalledPack(model));
  embedded ??= embeddedProfile();
  return embedded;
}

async function embeddedProfile(): Promise<Profile> {
  const response = await fetch(browser.runtime.getURL('fara-tiny/pack.json'));
  return profileForPack(Pack.parse(await response.json()));
}
