import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { html, page } from './html.ts';
import { plainRoutes } from './plain.ts';
import { match, type Reply, show } from './route.ts';
import { shopRoutes } from './shop.ts';
import { freshState, type SitesState } from './state.ts';

export type { SitesState } from './state.ts';

export interface Sites {
  /** Origin without a trailing slash; the shop lies at `${url}/shop/`. */
  url: string;
  /** A copy of what the pages have been made to do so far; the same as `GET /state`. */
  state(): SitesState;
  /** Empties the cart, the orders and everything else. */
  reset(): void;
  close(): Promise<void>;
}

const ROUTES = { ...plainRoutes, ...shopRoutes };
const FILES: Record<string, string> = {
  '/style.css': 'text/css',
  '/pages.js': 'text/javascript',
};
/** A form of these pages is far smaller. */
const MAX_FORM_BYTES = 64 * 1024;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) throw new Error(`form larger than ${MAX_FORM_BYTES} bytes`);
  }
  return new URLSearchParams(text);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    // The demo promises that nothing but this server is contacted: the browser holds the pages to it.
    'content-security-policy': "default-src 'self'; img-src 'self' data:",
  });
  response.end(body);
}

function reply(response: ServerResponse, answer: Reply): void {
  switch (answer.kind) {
    case 'html':
      send(response, answer.status ?? 200, 'text/html', answer.markup);
      return;
    case 'json':
      send(response, 200, 'application/json', JSON.stringify(answer.value, null, 2));
      return;
    case 'redirect':
      response.writeHead(303, { location: answer.to });
      response.end();
  }
}

async function respond(state: SitesState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const type = FILES[pathname];
  if (type)
    return send(response, 200, type, await readFile(new URL(`.${pathname}`, import.meta.url), 'utf8'));
  const method = request.method ?? 'GET';
  const found = match(ROUTES, method, pathname);
  if (!found) return reply(response, show(page('Not found', html`<h1>Not found</h1>`), 404));
  if (method === 'GET' && pathname !== '/state') state.visits.push(pathname);
  const form = method === 'POST' ? await readForm(request) : new URLSearchParams();
  reply(response, found.handle({ state, query: searchParams, form, rest: found.rest }));
}

/**
 * Serves the demo shop and the other pages on 127.0.0.1, from memory, for one person at a time: the server is
 * the session. `port` 0 (the default) takes a free one; a port in use rejects with the system's error.
 */
export async function serveSites(options: { port?: number } = {}): Promise<Sites> {
  let state = freshState();
  const server = createServer((request, response) => {
    respond(state, request, response).catch((error: unknown) => {
      send(response, 400, 'text/plain', String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`no TCP address: ${String(address)}`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    state: () => structuredClone(state),
    reset() {
      state = freshState();
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sites = await serveSites({ port: Number(process.argv[2] ?? 8080) });
  console.log(`${sites.url}/ (state: ${sites.url}/state)`);
}
