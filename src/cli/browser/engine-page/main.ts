import type { z } from 'zod';
import { EngineClient } from '../../../engine/client.ts';
import { EngineError } from '../../../engine/errors.ts';
import type { EngineImage, LoadRequest } from '../../../protocol/engine.ts';
import { check, checkPictures } from './check.ts';
import type { Outcome, PageForward, PageForwardResult, RemoteImage } from './wire.ts';

// The page Node drives to run the extension's own engine worker: `sidefaraEngine` is called from outside.
const client = new EngineClient();
const load = (request: LoadRequest) => outcome(client.load(request));
const forward = (request: PageForward) => outcome(runForward(request));
const runCheck = (profileId: string) => outcome(check(client, profileId));

declare global {
  var sidefaraEngine: {
    client: EngineClient;
    load: typeof load;
    forward: typeof forward;
    check: typeof runCheck;
    checkPictures: typeof checkPictures;
  };
}
globalThis.sidefaraEngine = { client, load, forward, check: runCheck, checkPictures };

/** An error thrown to Playwright would lose its code on the way. */
async function outcome<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { done: await work };
  } catch (error) {
    if (error instanceof EngineError) return { failed: { code: error.code, message: error.message } };
    throw error;
  }
}

async function runForward(request: PageForward): Promise<PageForwardResult> {
  const { prompt, embedsUrl, logitsUrl, ...options } = request;
  const { inputIds, imageEmbeds, logits, generated } = await client.forward({
    ...options,
    prompt:
      'inputIds' in prompt
        ? { inputIds: prompt.inputIds, images: await Promise.all(prompt.images.map(fetchImage)) }
        : { messages: prompt.messages, images: await fetchAll(prompt.images) },
  });
  await put(embedsUrl, imageEmbeds);
  await put(logitsUrl, logits);
  return { inputIds, generated };
}

async function fetchImage({ width, height, url }: z.infer<typeof RemoteImage>): Promise<EngineImage> {
  const data = new Uint8ClampedArray(await (await fetch(url)).arrayBuffer());
  return { width, height, data };
}

async function fetchAll(
  images: Record<string, z.infer<typeof RemoteImage>>,
): Promise<Record<string, EngineImage>> {
  const entries = Object.entries(images).map(async ([id, image]) => [id, await fetchImage(image)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function put(url: string, values: Float32Array): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: new Float32Array(values) });
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
}
