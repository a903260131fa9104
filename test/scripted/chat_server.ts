import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A request as the server received it. */
export const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant']),
      content: z.union([
        z.string(),
        z.array(
          z.discriminatedUnion('type', [
            z.object({ type: z.literal('text'), text: z.string() }),
            z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
          ]),
        ),
      ]),
    }),
  ),
  temperature: z.number(),
  max_tokens: z.number(),
  stream: z.boolean(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

export interface Received {
  body: ChatRequest & Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

export interface ChatServer {
  /** Base address, such as `http://127.0.0.1:1234/v1`. */
  url: string;
  /** All chat requests so far. */
  received: Received[];
  close(): Promise<void>;
}

/** What it returns, if no promise, is of no interest. */
export type Answer = (request: Received, response: ServerResponse) => unknown;

/** An OpenAI-compatible chat server on 127.0.0.1: lists `models`, and leaves each chat request to `answer`. */
export async function serveChat(models: readonly string[], answer: Answer): Promise<ChatServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    respond(request, response, models, received, answer).catch((error: unknown) => {
      // A script that cannot go on: the client is told, and so the person who wrote it.
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: String(error) } }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, received, close: () => closeServer(server) };
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  models: readonly string[],
  received: Received[],
  answer: Answer,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/v1/models') {
    const data = models.map((id) => ({ id, object: 'model' }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    return;
  }
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}');
    return;
  }
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const json: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  const body = z.looseObject(ChatRequest.shape).parse(json) as Received['body'];
  const entry = { body, headers: request.headers };
  received.push(entry);
  await answer(entry, response);
}

/** Streams a completion a few characters at a time, as vLLM does, with the usage at the end. */
export function streamText(response: ServerResponse, text: string, usage = { prompt_tokens: 0 }): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (data: unknown) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  send({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] });
  const pieces = text.match(/[\s\S]{1,12}/g) ?? [];
  for (const content of pieces) send({ choices: [{ index: 0, delta: { content } }] });
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage: { ...usage, completion_tokens: pieces.length } });
  response.end('data: [DONE]\n\n');
}
