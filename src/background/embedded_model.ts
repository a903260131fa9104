import browser from 'webextension-polyfill';
import type { Profile } from '../fara/profile.ts';
import { profileForPack } from '../fara/profiles/index.ts';
import { Pack } from '../protocol/pack.ts';

let profile: Promise<Profile> | undefined;

/** The profile of the model that ships inside the extension. */
export function embeddedProfile(): Promise<Profile> {
  profile ??= readProfile();
  return profile;
}

async function readProfile(): Promise<Profile> {
  const response = await fetch(browser.runtime.getURL('fara-tiny/pack.json'));
  return profileForPack(Pack.parse(await response.json()));
}
