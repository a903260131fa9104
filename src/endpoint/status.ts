import { EndpointError } from './errors.ts';
import { Fault } from './wire.ts';

/** As much of a server's own words as a person reads. */
const MAX_WORDS = 300;

/** The words of a body that is no answer: its error message, or its text where it is not HTML. */
export function faultIn(body: string): string {
  const fault = Fault.safeParse(parseJson(body));
  const words = fault.success ? fault.data : isHtml(body) ? '' : body;
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)} …` : line;
}

/** The parsed JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isHtml = (text: string): boolean => /^\s*<(!doctype|html|head|body)/i.test(text);

/** What servers say in 400, 413, 500 and in streams when the prompt does not fit. */
const CONTEXT =
  /context (length|size|window)|maximum context|exceed_context_size|n_ctx|too many tokens|prompt is too long|context overflow/i;
const TOO_MANY_IMAGES = /at most \d+ image/i;
const NO_IMAGES =
  /mmproj|not a multimodal|(image|vision|multimodal)[^.]{0,60}(not supported|unsupported|not support)|(not|n't) support[^.]{0,40}(image|vision|multimodal)|(unknown|invalid|unsupported)[^.]{0,40}image_url/i;

/** The trouble behind an error that the server names in words, whatever the status; null: the words do not tell. */
export function troubleIn(words: string): EndpointError | null {
  const said = `The server says: “${words}”`;
  if (TOO_MANY_IMAGES.test(words)) {
    return new EndpointError(
      'too_many_images',
      `The server takes fewer screenshots at once than the model is shown. Allow six (vLLM: --limit-mm-per-prompt '{"image": 6}'). ${said}`,
    );
  }
  if (CONTEXT.test(words)) {
    return new EndpointError(
      'context_too_small',
      `The server’s context is too small for the task with its screenshots. Start it with at least 16384 tokens (vLLM: --max-model-len 16384; llama-server: -c 16384; Ollama: OLLAMA_CONTEXT_LENGTH=16384). ${said}`,
    );
  }
  if (NO_IMAGES.test(words)) {
    return new EndpointError(
      'images_unsupported',
      `The model on the server cannot see screenshots. Serve a vision model such as Fara-7B (llama-server: with its --mmproj file). ${said}`,
    );
  }
  return null;
}

/** The error for a status that is not 2xx. `headers`: of the response. */
export function errorFor(status: number, headers: Headers, body: string): EndpointError {
  const words = faultIn(body);
  const known = troubleIn(words);
  if (known) return known;
  const said = words === '' ? '' : ` The server says: “${words}”`;
  if (status === 401 || status === 403) {
    const ollama = 'Ollama also answers so to extensions until OLLAMA_ORIGINS=chrome-extension://* is set.';
    return new EndpointError(
      'unauthorised',
      `The server does not let us in (${status}). Check the API key.${status === 403 ? ` ${ollama}` : ''}${said}`,
    );
  }
  if (status === 404) {
    return new EndpointError('not_found', `The server does not know what was asked for (404).${said}`);
  }
  if (status === 413) {
    return new EndpointError('refused', `The screenshots are larger than the server takes (413).${said}`);
  }
  if (status === 429) {
    const message = `The server is asked too much at the moment (429). Try again in a while.${said}`;
    return new EndpointError('busy', message, retryAfter(headers));
  }
  if (status >= 500) {
    const message = `The server failed (${status}). Look at its log, then try again.${said}`;
    return new EndpointError('server_error', message, retryAfter(headers));
  }
  if ((status >= 300 && status < 400) || status === 0) {
    return new EndpointError(
      'redirect',
      'The server sends requests on to another address, and screenshots are not sent after it. Set that address itself.',
    );
  }
  return new EndpointError('refused', `The server refuses the request (${status}).${said}`);
}

/** `Retry-After` in ms: seconds, or a date (RFC 9110, 10.2.3); null where there is none. */
function retryAfter(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
