import browser from 'webextension-polyfill';
import type { Endpoint } from '../protocol/endpoint.ts';
import { DEFAULT_SETTINGS, Settings, type SettingsChange } from '../protocol/settings.ts';

const KEY = 'settings';

/** What the person has chosen; the defaults where nothing (readable) is stored. */
export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(KEY);
  const settings = Settings.safeParse(stored[KEY] ?? {});
  return settings.success ? settings.data : DEFAULT_SETTINGS;
}

/** Stores the given settings over the present ones and resolves to all of them. */
export async function changeSettings(change: SettingsChange & { endpoint?: Endpoint }): Promise<Settings> {
  const settings = Settings.parse({ ...(await readSettings()), ...change });
  await browser.storage.local.set({ [KEY]: settings });
  return settings;
}
