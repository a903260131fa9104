import { EndpointError } from './errors.ts';
import { request, type Server, Watch } from './http.ts';
import { faultIn, parseJson } from './status.ts';
import { ModelList } from './wire.ts';

/** A list comes at once. */
const PATIENCE_MS = 15_000;

/** Names of the models the server offers. Throws EndpointError, or the signal's reason. */
export async function modelNames(server: Server, signal: AbortSignal): Promise<string[]> {
  const watch = new Watch(signal);
  watch.allow(PATIENCE_MS);
  try {
    const response = await request(server, '/models', undefined, watch.signal);
    const body = await response.text();
    const list = ModelList.safeParse(parseJson(body));
    if (list.success) return list.data.data.map(({ id }) => id);
    const words = faultIn(body);
    throw new EndpointError(
      'not_an_api',
      `At ${server.url} there is no chat server: it lists no models. The address usually ends in /v1.${words && ` It says: “${words}”`}`,
    );
  } finally {
    watch.end();
  }
}
