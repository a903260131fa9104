import { isThisComputer } from '../../protocol/endpoint.ts';
import type { Settings } from '../../protocol/settings.ts';

/** Host and port of a server. */
export const hostOf = (url: string): string => new URL(url).host;

/** Where the screenshots go, for the line that stands there as long as they do; null while they stay here. */
export function goesTo({ runsOn, endpoint }: Settings): string | null {
  if (runsOn === 'here' || endpoint === null) return null;
  return isThisComputer(endpoint.url)
    ? `Screenshots go to a server on this computer: ${hostOf(endpoint.url)}`
    : `Screenshots leave this computer: they go to ${hostOf(endpoint.url)}`;
}

/** What using a server means; '' for an address that is none yet. */
export function whatIsSent(url: string | null): string {
  if (url === null) return '';
  const what = 'your tasks, screenshots of the page at every step, and what was done before';
  const open = url.startsWith('http:')
    ? ' The connection is not encrypted: so can others in the network.'
    : '';
  return isThisComputer(url)
    ? `This server runs on this computer. It is sent ${what}.`
    : `Everything the model sees leaves this computer: ${what} go to ${hostOf(url)}. Whoever runs that server can read it.${open}`;
}
