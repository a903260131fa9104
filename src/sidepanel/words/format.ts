/** `11.8 MB`; decimal units, as file managers show them. */
export function bytesInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `48 ms`, `2.3 s`, `4 min 05 s`. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Time that is left, coarse, since it is a guess: `less than a second`, `8 s`, `3 min`. */
export function timeLeftInWords(milliseconds: number): string {
  if (milliseconds < 1000) return 'less than a second';
  if (milliseconds < 90_000) return `${Math.round(milliseconds / 1000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/**
 * `example.com/cart`: host and path without the query; seen from a page of the same host only `/cart`. The text
 * itself where it is no URL.
 */
export function addressInWords(url: string, from = ''): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  if (URL.canParse(from) && new URL(from).host === host) return pathname;
  return protocol.startsWith('http') ? `${host}${pathname === '/' ? '' : pathname}` : url;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `21 November 2026`, in the browser's language and zone. @param time ms since the epoch */
export function dayInWords(time: number): string {
  return new Date(time).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}
