import type { SitesState } from './state.ts';

export interface SiteRequest {
  state: SitesState;
  query: URLSearchParams;
  /** The fields of a posted form; empty for GET. */
  form: URLSearchParams;
  /** What stood in the place of `*` in the route, decoded. */
  rest: string;
}

export type Reply =
  | { kind: 'html'; markup: string; status?: number }
  | { kind: 'json'; value: unknown }
  | { kind: 'redirect'; to: string };

/** `GET /path` or `POST /path`; a trailing `*` stands for one more path segment. */
export type Routes = Record<string, (request: SiteRequest) => Reply>;

export const show = (markup: string, status = 200): Reply => ({ kind: 'html', markup, status });
/** After a POST, so that going back or reloading does not send it twice. */
export const redirect = (to: string): Reply => ({ kind: 'redirect', to });

/** Finds the handler for a method and path, and what stood for `*`. */
export function match(routes: Routes, method: string, path: string) {
  const exact = routes[`${method} ${path}`];
  if (exact) return { handle: exact, rest: '' };
  const slash = path.lastIndexOf('/');
  const wild = routes[`${method} ${path.slice(0, slash)}/*`];
  return wild && { handle: wild, rest: decodeURIComponent(path.slice(slash + 1)) };
}
