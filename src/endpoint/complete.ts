import type { GenerationTimings, TokenCounts } from '../protocol/chat.ts';
import { answerOf } from './answer.ts';
import { EndpointError, isPassing } from './errors.ts';
import { PATIENCE, type Patience, request, type Server, Watch } from './http.ts';
import { modelNames } from './models.ts';
import { readAnswer } from './read.ts';

/** A message as chat servers take it; images are PNG data URLs. */
export interface WireMessage {
  role: 'system' | 'user' | 'assistant';
  content: string | ({ type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } })[];
}

export interface Order {
  model: string;
  messages: WireMessage[];
  maxTokens: number;
}

export interface Completed {
  text: string;
  timings: GenerationTimings;
  /** 0 where the server does not count. */
  tokens: TokenCounts;
}

export interface Manner {
  patience?: Patience;
  /** Waits before the second, third … try, ms. */
  waits?: readonly number[];
  /** The longest wait a server may ask for, ms; where it asks for more, the request fails. */
  longestWait?: number;
}

const WAITS = [1_000, 2_000, 4_000] as const;
const LONGEST_WAIT = 60_000;

/** Addresses of servers that refuse to be asked for token counts (`stream_options`), as long as this script lives. */
const uncounted = new Set<string>();

/**
 * One completion at temperature 0, tried again where the trouble may pass. `onText` receives the whole text so far;
 * a new try begins with an empty one. Throws EndpointError, or the signal's reason as soon as it aborts.
 */
export async function complete(
  server: Server,
  order: Order,
  onText: (text: string) => void,
  signal: AbortSignal,
  { patience = PATIENCE, waits = WAITS, longestWait = LONGEST_WAIT }: Manner = {},
): Promise<Completed> {
  for (let attempt = 0; ; ) {
    try {
      return await completeOnce(server, order, onText, signal, patience);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EndpointError)) throw error;
      if (!uncounted.has(server.url) && refusesCounting(error)) {
        uncounted.add(server.url);
        continue;
      }
      if (error.code === 'not_found') throw await nameWhatThereIs(error, server, order.model, signal);
      const wait = waits[attempt++];
      if (wait === undefined || !isPassing(error) || (error.retryAfterMs ?? 0) > longestWait) throw error;
      onText('');
      await pause(Math.max(wait, error.retryAfterMs ?? 0), signal);
    }
  }
}

const COUNT = { stream_options: { include_usage: true } };

/** Older servers, and proxies before others, take no parameter they do not know, and name it. */
function refusesCounting({ code, message }: EndpointError): boolean {
  return code === 'refused' && /stream_options|include_usage/.test(message);
}

async function completeOnce(
  server: Server,
  { model, messages, maxTokens }: Order,
  onText: (text: string) => void,
  signal: AbortSignal,
  patience: Patience,
): Promise<Completed> {
  const watch = new Watch(signal);
  const start = performance.now();
  let first: number | null = null;
  try {
    watch.allow(patience.firstByteMs);
    const body = { model, messages, temperature: 0, max_tokens: maxTokens };
    const response = await request(
      server,
      '/chat/completions',
      { ...body, stream: true, ...(uncounted.has(server.url) ? {} : COUNT) },
      watch.signal,
    );
    const hear = (text: string) => {
      first ??= performance.now();
      onText(text);
    };
    const { content, reasoning, usage } = await readAnswer(response, hear, watch, patience);
    const end = performance.now();
    const reused = usage?.prompt_tokens_details?.cached_tokens ?? 0;
    const prompt = usage?.prompt_tokens ?? 0;
    return {
      text: answerOf(content, reasoning),
      timings: {
        preprocessMs: 0,
        visionMs: 0,
        prefillMs: (first ?? end) - start,
        decodeMs: end - (first ?? end),
      },
      tokens: { prompt, reused, prefilled: prompt - reused, generated: usage?.completion_tokens ?? 0 },
    };
  } finally {
    watch.end();
  }
}

/** A 404 says little; the list of models tells whether the name or the address is wrong. */
async function nameWhatThereIs(
  error: EndpointError,
  server: Server,
  model: string,
  signal: AbortSignal,
): Promise<EndpointError> {
  const names = await modelNames(server, signal).catch(() => null);
  signal.throwIfAborted();
  if (names === null) {
    return new EndpointError(
      'not_found',
      `There is no chat server at ${server.url} (404). The address usually ends in /v1.`,
    );
  }
  if (names.includes(model)) return error;
  return new EndpointError('not_found', unknownModel(model, names));
}

export function unknownModel(model: string, names: readonly string[]): string {
  const offer =
    names.length === 0 ? 'It offers none.' : `It offers ${names.map((name) => `“${name}”`).join(', ')}.`;
  return `The server has no model “${model}”. ${offer}`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
