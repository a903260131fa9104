import { z } from 'zod';

/** A chat server of the OpenAI kind, as the person has set it. The API key is kept apart and never part of this. */
export const Endpoint = z.object({
  /** Base address without a trailing slash, such as `http://localhost:8000/v1`. */
  url: z.url({ protocol: /^https?$/ }),
  /** The model's name as the server knows it. */
  model: z.string().trim().min(1).max(500),
  /** id of the profile: how this model is spoken to */
  profile: z.string().min(1),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** Address as typed → base address. `localhost:8000` is enough; what servers print at their start is, too. */
export function endpointUrl(typed: string): string {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (text === '' || !url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`'${typed}' is no web address; give one such as http://localhost:8000/v1.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error(
      `'${url.origin}${url.pathname}' must come without a name, password, ? or #; a key has a field of its own.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|models)$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}

/** Whether a server's address is this very computer, so that what is sent there does not leave it. */
export function isThisComputer(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** What a test of the connection found; `message` is for a person. */
export const EndpointCheck = z.object({
  ok: z.boolean(),
  message: z.string(),
  /** Names of the models the server offers; empty where it does not tell. */
  models: z.array(z.string()),
});
export type EndpointCheck = z.infer<typeof EndpointCheck>;
