import type { z } from 'zod';
import { EngineClient } from '../../../engine/client.ts';
import type { EngineImage, LoadRequest } from '../../../protocol/engine.ts';
import type { PageForward, PageForwardResult, RemoteImage } from './wire.ts';

// The page Node drives to run the extension's own engine worker: `sidefaraEngine` is called from outside.
const client = new EngineClient();

async function load(request: LoadRequest) {
  return client.load(request);
}

async function forward({
  prompt,
  embedsUrl,
  logitsUrl,
  ...options
}: PageForward): Promise<PageForwardResult> {
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

declare global {
  var sidefaraEngine: { client: EngineClient; load: typeof load; forward: typeof forward };
}
globalThis.sidefaraEngine = { client, load, forward };
