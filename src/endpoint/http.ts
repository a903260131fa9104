import { EndpointError } from './errors.ts';
import { errorFor } from './status.ts';
import { whyUnreachable } from './unreachable.ts';

/** Where to ask, and with which key; null: none is needed. */
export interface Server {
  /** Base address without a trailing slash, such as `http://localhost:8000/v1`. */
  url: string;
  key: string | null;
}

/** How long a server may be silent, ms. */
export interface Patience {
  /** Until the first byte: a large prompt on a slow computer takes minutes. */
  firstByteMs: number;
  /** Between two pieces of an answer. */
  betweenMs: number;
}

export const PATIENCE: Patience = { firstByteMs: 300_000, betweenMs: 60_000 };

/** Ends a request when the person stops it or the server stays silent. */
export class Watch {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal: AbortSignal;

  constructor(person: AbortSignal) {
    this.signal = AbortSignal.any([person, this.#controller.signal]);
  }

  /** From now on the server may be silent for so long. */
  allow(ms: number): void {
    clearTimeout(this.#timer);
    const message = `The server has been silent for ${Math.round(ms / 1000)} s. Look whether it still works; a smaller model or a faster computer may be needed.`;
    this.#timer = setTimeout(() => this.#controller.abort(new EndpointError('timeout', message)), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * One request; resolves with a 2xx response. Nothing but the body and the key is sent: no cookies, no referrer, and
 * never to another address than this one. Throws EndpointError, or the signal's reason.
 */
export async function request(
  server: Server,
  path: '/chat/completions' | '/models',
  body: unknown,
  signal: AbortSignal,
): Promise<Response> {
  const url = `${server.url}${path}`;
  const headers = new Headers({ accept: 'application/json, text/event-stream' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (server.key !== null) headers.set('authorization', `Bearer ${server.key}`);
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
      cache: 'no-store',
    });
  } catch (error) {
    signal.throwIfAborted();
    throw await whyUnreachable(url, error);
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => '');
  signal.throwIfAborted();
  throw errorFor(response.status, response.headers, text);
}
