/** An address the agent does not open. */
export class AddressRefusedError extends Error {
  override name = 'AddressRefusedError';
}

const SEARCH = 'https://www.bing.com/search';

/** Where `web_search` goes: Bing, as upstream, since the model was trained on its result pages. */
export function searchUrl(query: string): string {
  return `${SEARCH}?${new URLSearchParams({ q: query, FORM: 'QBLH' })}`;
}

/**
 * The absolute address for what the model wrote after `visit_url`, by upstream's rule: with a scheme, as it is;
 * with a space, a web search; else `https://` before it. Throws AddressRefusedError for any scheme but http and
 * https (upstream also opens file: and about:; an agent in a person's own browser must not).
 */
export function visitUrl(written: string): string {
  const text = written.trim();
  // `localhost:8080` and `example.org:81/x` are a host and a port, not a scheme.
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/?#:\s]+:\d+(?:[/?#]|$)/.test(text);
  if (!hasScheme && /\s/.test(text)) return searchUrl(text);
  const url = parse(hasScheme ? text : `${isLocal(text) ? 'http' : 'https'}://${text}`, written);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AddressRefusedError(
      `'${url.protocol}' addresses are not opened, only http: and https:. The model wrote '${shorten(written)}'.`,
    );
  }
  return url.href;
}

function isLocal(text: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/?#]|$)/i.test(text);
}

function parse(text: string, written: string): URL {
  const url = URL.parse(text);
  if (!url) throw new AddressRefusedError(`'${shorten(written)}' is not an address that can be opened.`);
  return url;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
