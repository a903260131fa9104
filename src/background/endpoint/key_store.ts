import browser from 'webextension-polyfill';
import { z } from 'zod';

/** Apart from the settings, which are shown and told about: the key is read here and sent to its server, no more. */
const KEY = 'endpointKey';

/** The origin it was given for: an address typed later must not be sent the key of another server. */
const Stored = z.object({ origin: z.string(), key: z.string().min(1) });

/** The API key kept for this server, or null. */
export async function readEndpointKey(url: string): Promise<string | null> {
  const stored = Stored.safeParse((await browser.storage.local.get(KEY))[KEY]);
  return stored.success && stored.data.origin === new URL(url).origin ? stored.data.key : null;
}

export async function hasEndpointKey(url: string): Promise<boolean> {
  return (await readEndpointKey(url)) !== null;
}

/** Keeps a key for this server; '' forgets it; undefined keeps the one there is if it is this server's. */
export async function keepEndpointKey(url: string, key: string | undefined): Promise<void> {
  const kept = key === undefined ? await readEndpointKey(url) : key.trim();
  if (kept) await browser.storage.local.set({ [KEY]: { origin: new URL(url).origin, key: kept } });
  else await browser.storage.local.remove(KEY);
}
