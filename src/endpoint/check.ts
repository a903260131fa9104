import type { EndpointCheck } from '../protocol/endpoint.ts';
import { complete, unknownModel } from './complete.ts';
import { EndpointError } from './errors.ts';
import type { Server } from './http.ts';
import { modelNames } from './models.ts';

/** Waiting long for a test is no use: no second try. */
const ONCE = { waits: [], patience: { firstByteMs: 120_000, betweenMs: 60_000 } };

/**
 * Tries what a task will do: finds the model by its name, and has it look at a picture.
 * @param picture a PNG data URL that holds nothing of the person's
 */
export async function checkEndpoint(
  server: Server,
  model: string,
  picture: string,
  signal: AbortSignal,
): Promise<EndpointCheck> {
  let models: string[] = [];
  try {
    models = await modelNames(server, signal).catch((error: unknown) => {
      // Some servers list nothing and still answer.
      if (error instanceof EndpointError && error.code === 'not_found') return [];
      throw error;
    });
    // Ollama leaves out the tag that it adds itself.
    if (models.length > 0 && !models.includes(model) && !models.includes(`${model}:latest`)) {
      return { ok: false, message: unknownModel(model, models), models };
    }
    const start = performance.now();
    await complete(server, { model, messages: [question(picture)], maxTokens: 8 }, () => {}, signal, ONCE);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    return { ok: true, message: `“${model}” has looked at a picture and answered in ${seconds} s.`, models };
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error;
    return { ok: false, message: error.message, models };
  }
}

function question(picture: string) {
  return {
    role: 'user' as const,
    content: [
      { type: 'image_url' as const, image_url: { url: picture } },
      { type: 'text' as const, text: 'Name the colour of this picture in one word.' },
    ],
  };
}
