import { EndpointError } from './errors.ts';
import type { Patience, Watch } from './http.ts';
import { eventData } from './sse.ts';
import { faultIn, isHtml, parseJson, troubleIn } from './status.ts';
import { ToolCalls } from './tool_calls.ts';
import { Chunk, Completion, Fault, type Usage } from './wire.ts';

/** What a server has said, whichever way it said it. */
export interface Said {
  content: string;
  reasoning: string;
  usage: Usage | null;
  /** Whether it ended because there was no room for more. */
  cutByLength: boolean;
}

/** Reads an answer, streamed or in one piece. `onText`: the whole content so far. Throws EndpointError. */
export async function readAnswer(
  response: Response,
  onText: (text: string) => void,
  watch: Watch,
  { betweenMs }: Patience,
): Promise<Said> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('text/event-stream')) return wholeAnswer(await bodyOf(response, watch), onText);
  const said: Said = { content: '', reasoning: '', usage: null, cutByLength: false };
  const calls = new ToolCalls();
  let finished = false;
  for await (const data of eventData(pieces(response, watch, betweenMs))) {
    if (data === '[DONE]') {
      finished = true;
      break;
    }
    const chunk = chunkOf(data);
    said.usage = chunk.usage ?? said.usage;
    const [choice] = chunk.choices;
    if (!choice) continue;
    const { delta, finish_reason } = choice;
    said.reasoning += delta.reasoning_content ?? delta.reasoning ?? '';
    said.content += delta.content ?? '';
    if (delta.tool_calls) calls.add(delta.tool_calls);
    if (delta.content || delta.tool_calls) onText(calls.after(said.content));
    if (finish_reason) {
      finished = true;
      said.cutByLength = finish_reason === 'length';
    }
  }
  if (!finished) throw cutOff();
  return { ...said, content: calls.after(said.content) };
}

async function bodyOf(response: Response, { signal }: Watch): Promise<string> {
  try {
    return await response.text();
  } catch {
    signal.throwIfAborted();
    throw cutOff();
  }
}

function wholeAnswer(body: string, onText: (text: string) => void): Said {
  const json = parseJson(body);
  const completion = Completion.safeParse(json);
  const [choice] = completion.success ? completion.data.choices : [];
  if (!completion.success || !choice) throw noAnswer(body, json);
  const { message, finish_reason } = choice;
  const calls = new ToolCalls();
  calls.add(message.tool_calls ?? []);
  const content = calls.after(message.content ?? '');
  if (content) onText(content);
  return {
    content,
    reasoning: message.reasoning_content ?? message.reasoning ?? '',
    usage: completion.data.usage ?? null,
    cutByLength: finish_reason === 'length',
  };
}

/** Some servers say what went wrong with a 200. */
function noAnswer(body: string, json: unknown): EndpointError {
  const words = faultIn(body);
  if (Fault.safeParse(json).success) {
    return troubleIn(words) ?? new EndpointError('server_error', `The server failed. It says: “${words}”`);
  }
  const what = isHtml(body) ? 'a web page' : 'something else';
  return new EndpointError(
    'not_an_api',
    `At this address there is ${what}, not a chat server. The address usually ends in /v1.`,
  );
}

function chunkOf(data: string): Chunk {
  const json = parseJson(data);
  const chunk = Chunk.safeParse(json);
  if (chunk.success) return chunk.data;
  throw noAnswer(data, json);
}

async function* pieces(response: Response, watch: Watch, betweenMs: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) throw cutOff();
  try {
    for (;;) {
      watch.allow(betweenMs);
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    watch.signal.throwIfAborted();
    throw error instanceof EndpointError ? error : cutOff();
  } finally {
    // Without it the server would go on writing to nobody.
    reader.cancel().catch(() => {});
  }
}

function cutOff(): EndpointError {
  return new EndpointError(
    'cut_off',
    'The connection broke in the middle of the answer. Look whether the server still runs, then try again.',
  );
}
