import { DeviceVerdict } from '../protocol/engine.ts';

const KEY = 'device-verdict';

/**
 * What the known-answer tests found on this machine's GPU, so that they run once. In localStorage, the one store
 * an offscreen document has; the engine itself checks that it belongs to the adapter at hand.
 */
export function readVerdict(): DeviceVerdict | null {
  const text = localStorage.getItem(KEY);
  if (!text) return null;
  try {
    return DeviceVerdict.parse(JSON.parse(text));
  } catch {
    // Damaged, or of another version: the tests run again and the entry is replaced.
    return null;
  }
}

export function saveVerdict(verdict: DeviceVerdict): void {
  localStorage.setItem(KEY, JSON.stringify(verdict));
}
