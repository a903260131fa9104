import { checkEndpoint } from '../../endpoint/check.ts';
import { EndpointError } from '../../endpoint/errors.ts';
import { blobToDataUrl } from '../../platform/data_url.ts';
import { pngOf } from '../../platform/pixels.ts';
import type { Endpoint, EndpointCheck } from '../../protocol/endpoint.ts';
import { readEndpointKey } from './key_store.ts';
import { checkAccess } from './policy.ts';

/** px; a multiple of 28, the side of a Qwen2.5-VL image token. */
const SIDE = 112;

/** Tries a server as typed, with the key typed or, where none was, the one kept for it. */
export async function checkTypedEndpoint({
  url,
  model,
  key,
}: Endpoint & { key?: string | undefined }): Promise<EndpointCheck> {
  try {
    await checkAccess(url);
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error;
    return { ok: false, message: error.message, models: [] };
  }
  const used = key === undefined ? await readEndpointKey(url) : key.trim() || null;
  const red = new Uint8ClampedArray(SIDE * SIDE * 4).map((_, at) => (at % 4 === 0 || at % 4 === 3 ? 255 : 0));
  const picture = await blobToDataUrl(await pngOf({ width: SIDE, height: SIDE, data: red }));
  // The panel may close meanwhile; a test ends by itself within two minutes.
  return checkEndpoint({ url, key: used }, model, picture, new AbortController().signal);
}
