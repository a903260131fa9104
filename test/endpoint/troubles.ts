import type { ServerResponse } from 'node:http';
import { type Answer, streamText } from '../scripted/chat_server.ts';

/** A good answer of Fara's kind. */
export const GOOD = 'I will click.\n<tool_call>\n{"name": "computer_use"}\n</tool_call>';

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const events = (response: ServerResponse, ...data: unknown[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const one of data) response.write(`data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`);
};

const delta = (content: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: content, finish_reason: finish }],
});

/** Misbehaves for the first `times` requests, then answers well. */
export const atFirst = (times: number, misbehave: Answer): Answer => {
  let asked = 0;
  return (request, response) => {
    asked += 1;
    if (asked <= times) return misbehave(request, response);
    streamText(response, GOOD);
  };
};

/** Ways in which real servers misbehave, in the words they use themselves. */
export const MISBEHAVE = {
  reasoningOnly: (_, response) => {
    events(response, delta({ reasoning_content: 'I should click' }), delta({}, 'stop'), '[DONE]');
    response.end();
  },
  ollamaReasoning: (_, response) =>
    json(response, 200, {
      choices: [{ message: { role: 'assistant', content: '', reasoning: 'Hm.' }, finish_reason: 'stop' }],
    }),
  endlessThink: (_, response) => streamText(response, '<think>\nThe page shows a shop and I wonder whether'),
  strayThink: (_, response) => streamText(response, `<think>\nHm, "{}".\n</think>\n\n${GOOD}`),
  strayClose: (_, response) => streamText(response, `</think>${GOOD}`),
  callsApart: (_, response) => {
    const call = (part: object) => delta({ tool_calls: [{ index: 0, function: part }] });
    const parts = [call({ name: 'computer_use', arguments: '{"action": ' }), call({ arguments: '"wait"}' })];
    events(response, delta({ content: 'I wait.' }), ...parts, delta({}, 'tool_calls'), '[DONE]');
    response.end();
  },
  callsApartWhole: (_, response) => {
    const calls = [{ id: 'a', function: { name: 'computer_use', arguments: '{"action": "wait"}' } }];
    const message = { role: 'assistant', content: 'I wait.', tool_calls: calls };
    json(response, 200, { choices: [{ message, finish_reason: 'tool_calls' }] });
  },
  empty: (_, response) => streamText(response, ''),
  vllmContext: (_, response) =>
    json(response, 400, {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 6021 tokens. Please reduce the length of the messages.",
      code: 400,
    }),
  llamaContext: (_, response) =>
    json(response, 400, {
      error: {
        code: 400,
        type: 'exceed_context_size_error',
        message: 'the request exceeds the available context size, try increasing it',
        n_ctx: 4096,
      },
    }),
  streamedContext: (_, response) => {
    events(response, { error: { message: 'The number of tokens is greater than the context length.' } });
    response.end();
  },
  llamaImages: (_, response) =>
    json(response, 500, {
      error: {
        code: 500,
        message:
          'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
        type: 'server_error',
      },
    }),
  vllmImages: (_, response) =>
    json(response, 400, { error: { message: 'microsoft/phi-2 is not a multimodal model None' } }),
  tooManyImages: (_, response) =>
    json(response, 400, {
      error: { message: 'At most 1 image(s) may be provided in one prompt. Set `--limit-mm-per-prompt`.' },
    }),
  unauthorised: (_, response) => json(response, 401, { error: 'Unauthorized' }),
  forbidden: (_, response) => response.writeHead(403).end(),
  unknownModel: (_, response) =>
    json(response, 404, { error: { message: 'The model `gpt` does not exist.', type: 'NotFoundError' } }),
  azureCounts: (_, response) =>
    json(response, 400, {
      error: {
        message: 'Unrecognized request argument supplied: stream_options',
        type: 'invalid_request_error',
      },
    }),
  fastApiCounts: (_, response) =>
    json(response, 422, {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
      ],
    }),
  busy: (_, response) => json(response, 429, { error: { message: 'Rate limit' } }, { 'retry-after': '0' }),
  busyForLong: (_, response) => json(response, 429, { detail: 'quota' }, { 'retry-after': '7200' }),
  loading: (_, response) => json(response, 503, { error: { message: 'Loading model', code: 503 } }),
  failing: (_, response) => response.writeHead(500).end('Internal Server Error'),
  html: (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><html><title>Router</title></html>'),
  otherJson: (_, response) => json(response, 200, { hello: 'world' }),
  wordsWith200: (_, response) => json(response, 200, { error: { message: 'Out of memory' } }),
  redirect: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/v1' }).end(),
  cutOff: (_, response) => {
    events(response, delta({ content: 'I will cl' }));
    setTimeout(() => response.destroy(), 20);
  },
  endsEarly: (_, response) => {
    events(response, delta({ content: 'I will cl' }));
    response.end();
  },
  hangsUp: (_, response) => response.destroy(),
  notJson: (_, response) => {
    events(response, '{"choices": [');
    response.end();
  },
  silent: () => {},
  silentInTheMiddle: (_, response) => events(response, delta({ content: 'I will cl' })),
  endless: (_, response) => {
    events(response);
    const line = `data: ${JSON.stringify(delta({ content: 'a'.repeat(60_000) }))}\n\n`;
    const timer = setInterval(() => {
      for (let i = 0; i < 20; i++) response.write(line);
    }, 1);
    response.on('close', () => clearInterval(timer));
  },
} satisfies Record<string, Answer>;
