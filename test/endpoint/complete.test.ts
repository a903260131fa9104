import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { checkEndpoint } from '../../src/endpoint/check.ts';
import { complete, type Manner } from '../../src/endpoint/complete.ts';
import type { EndpointTrouble } from '../../src/endpoint/errors.ts';
import { type Answer, type ChatServer, serveChat, streamText } from '../scripted/chat_server.ts';
import { atFirst, GOOD, MISBEHAVE } from './troubles.ts';
import { UNTRUSTED } from './untrusted.ts';

const SECRET = 'sk-very-secret';
const ORDER = {
  model: 'fara',
  maxTokens: 64,
  messages: [
    { role: 'system' as const, content: 'You act.' },
    {
      role: 'user' as const,
      content: [
        { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'text' as const, text: 'Go.' },
      ],
    },
  ],
};
/** As in the product, but without the waits. */
const QUICK: Manner = { waits: [0, 0, 0], patience: { firstByteMs: 20_000, betweenMs: 20_000 } };

let server: ChatServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(answer: Answer, manner = QUICK, signal = new AbortController().signal) {
  server = await serveChat(['fara', 'other'], answer);
  const texts: string[] = [];
  const result = await complete(
    { url: server.url, key: SECRET },
    ORDER,
    (text) => texts.push(text),
    signal,
    manner,
  );
  return { ...result, texts };
}

/** The trouble that an answer ends in, and how often the server was asked. */
async function troubleOf(answer: Answer, manner = QUICK) {
  const error: unknown = await ask(answer, manner).catch((reason: unknown) => reason);
  if (!(error instanceof Error) || !('code' in error))
    throw new Error(`no trouble: ${JSON.stringify(error)}`);
  expect(error.message).not.toContain(SECRET);
  return { code: error.code, message: error.message, asked: server?.received.length };
}

test('streams the words as they grow and counts tokens; asks greedily, with the key and without tools', async () => {
  const usage = { prompt_tokens: 90, prompt_tokens_details: { cached_tokens: 50 } };
  const done = await ask((_, response) => streamText(response, GOOD, usage));
  expect(done.text).toBe(GOOD);
  expect(done.texts.at(0)).toBe(GOOD.slice(0, 12));
  expect(done.texts.at(-1)).toBe(GOOD);
  expect(done.tokens).toEqual({
    prompt: 90,
    reused: 50,
    prefilled: 40,
    generated: Math.ceil(GOOD.length / 12),
  });
  const [{ body, headers } = never()] = server?.received ?? [];
  expect(body).toMatchObject({
    model: ORDER.model,
    messages: ORDER.messages,
    max_tokens: 64,
    temperature: 0,
    stream: true,
  });
  expect(body).not.toHaveProperty('tools');
  expect(headers.authorization).toBe(`Bearer ${SECRET}`);
});

test('a server that does not stream is understood, too', async () => {
  const done = await ask((_, response) => {
    const choices = [{ message: { role: 'assistant', content: GOOD }, finish_reason: 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices }));
  });
  expect(done).toMatchObject({ text: GOOD, texts: [GOOD], tokens: { prompt: 0, generated: 0 } });
});

test('words split in the middle of a character and lines ending in CRLF arrive whole', async () => {
  const text = 'Ein Käse — 乾酪.';
  const done = await ask((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const line = JSON.stringify({ choices: [{ delta: { content: text }, finish_reason: 'stop' }] });
    const bytes = Buffer.from(`: a comment\r\ndata:${line}\r\n\r\ndata: [DONE]\r\n\r\n`);
    for (const byte of bytes) response.write(Buffer.of(byte));
    response.end();
  });
  expect(done.text).toBe(text);
});

describe('each known trouble has its own words', () => {
  test.each<[keyof typeof MISBEHAVE, EndpointTrouble, RegExp, number]>([
    ['reasoningOnly', 'reasoning_only', /without a reasoning parser/, 1],
    ['ollamaReasoning', 'reasoning_only', /without a reasoning parser/, 1],
    ['endlessThink', 'endless_think', /thinks aloud in <think>/, 1],
    ['empty', 'empty', /empty answer/, 1],
    ['vllmContext', 'context_too_small', /context is too small.*4096 tokens/, 1],
    ['llamaContext', 'context_too_small', /llama-server: -c 16384/, 1],
    ['streamedContext', 'context_too_small', /context is too small/, 1],
    ['llamaImages', 'images_unsupported', /cannot see screenshots.*--mmproj/, 1],
    ['vllmImages', 'images_unsupported', /cannot see screenshots/, 1],
    ['tooManyImages', 'too_many_images', /--limit-mm-per-prompt/, 1],
    ['unauthorised', 'unauthorised', /401.*API key.*“Unauthorized”/, 1],
    ['forbidden', 'unauthorised', /403.*OLLAMA_ORIGINS/, 1],
    ['busy', 'busy', /asked too much.*429/, 4],
    ['busyForLong', 'busy', /“quota”/, 1],
    ['loading', 'server_error', /503.*“Loading model”/, 4],
    ['failing', 'server_error', /500.*“Internal Server Error”/, 4],
    ['html', 'not_an_api', /a web page, not a chat server/, 1],
    ['otherJson', 'not_an_api', /something else, not a chat server/, 1],
    ['wordsWith200', 'server_error', /“Out of memory”/, 4],
    ['redirect', 'redirect', /another address/, 1],
    ['cutOff', 'cut_off', /broke in the middle/, 4],
    ['endsEarly', 'cut_off', /broke in the middle/, 4],
    ['notJson', 'not_an_api', /not a chat server/, 1],
    ['hangsUp', 'unreachable', /Nothing answers at 127\.0\.0\.1:\d+/, 4],
  ])('%s', async (name, code, words, asked) => {
    const trouble = await troubleOf(MISBEHAVE[name]);
    expect(trouble.message).toMatch(words);
    expect(trouble).toMatchObject({ code, asked });
  });

  test('a model that is not there: those that are', async () => {
    server = await serveChat(['fara', 'other'], MISBEHAVE.unknownModel);
    const order = { ...ORDER, model: 'gpt' };
    const asking = complete(
      { url: server.url, key: null },
      order,
      () => {},
      new AbortController().signal,
      QUICK,
    );
    await expect(asking).rejects.toThrow('The server has no model “gpt”. It offers “fara”, “other”.');
  });

  test('an address without /v1', async () => {
    server = await serveChat(['fara'], MISBEHAVE.failing);
    const url = server.url.replace('/v1', '/api');
    const asking = complete({ url, key: null }, ORDER, () => {}, new AbortController().signal, QUICK);
    await expect(asking).rejects.toThrow(/no chat server at .*\/api \(404\)/);
  });

  test('nothing listens there', async () => {
    server = await serveChat([], MISBEHAVE.failing);
    const { url } = server;
    await server.close();
    const asking = complete({ url, key: null }, ORDER, () => {}, new AbortController().signal, QUICK);
    await expect(asking).rejects.toThrow(/Nothing answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
  });

  test('https to a server that speaks http', async () => {
    server = await serveChat([], MISBEHAVE.failing);
    const url = server.url.replace('http:', 'https:');
    const asking = complete({ url, key: null }, ORDER, () => {}, new AbortController().signal, QUICK);
    await expect(asking).rejects.toMatchObject({ code: 'tls', message: /speaks http, not https/ });
  });

  test('a certificate nobody vouches for', async () => {
    const tls = createTlsServer(UNTRUSTED, (_, response) => void response.end('{}'));
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const address = tls.address();
    const port = typeof address === 'object' ? address?.port : never();
    try {
      const url = `https://127.0.0.1:${port}/v1`;
      const asking = complete({ url, key: null }, ORDER, () => {}, new AbortController().signal, QUICK);
      await expect(asking).rejects.toMatchObject({ code: 'tls', message: /certificate .* is not trusted/ });
    } finally {
      tls.closeAllConnections();
      tls.close();
    }
  });
});

describe('what passes is tried again', () => {
  test.each(['busy', 'loading', 'cutOff', 'hangsUp'] as const)('%s, twice', async (name) => {
    const done = await ask(atFirst(2, MISBEHAVE[name]));
    expect(done.text).toBe(GOOD);
    expect(server?.received).toHaveLength(3);
  });

  test('a broken answer leaves no words behind', async () => {
    const done = await ask(atFirst(1, MISBEHAVE.cutOff));
    expect(done.texts.slice(0, 2)).toEqual(['I will cl', '']);
    expect(done.texts.at(-1)).toBe(GOOD);
  });
});

test.each(['strayThink', 'strayClose'] as const)('thinking before an answer is dropped: %s', async (name) => {
  expect((await ask(MISBEHAVE[name])).text).toBe(GOOD);
});

describe('a server that refuses to count tokens', () => {
  test.each(['azureCounts', 'fastApiCounts'] as const)(
    'is asked without it from then on: %s',
    async (name) => {
      const refuse: Answer = (request, response) =>
        'stream_options' in request.body ? MISBEHAVE[name](request, response) : streamText(response, GOOD);
      expect((await ask(refuse)).text).toBe(GOOD);
      const again = { url: server?.url ?? never(), key: null };
      await complete(again, ORDER, () => {}, new AbortController().signal, QUICK);
      expect(server?.received.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
    },
  );

  test('and then refuses for the same reason again: it is said', async () => {
    const trouble = await troubleOf(MISBEHAVE.azureCounts);
    expect(trouble).toMatchObject({ code: 'refused', asked: 2 });
    expect(trouble.message).toMatch(/Unrecognized request argument/);
  });
});

test.each(['callsApart', 'callsApartWhole'] as const)(
  'a call that the server has cut out of the words is put back: %s',
  async (name) => {
    const done = await ask(MISBEHAVE[name]);
    const call = '{"name": "computer_use", "arguments": {"action": "wait"}}';
    expect(done.text).toBe(`I wait.\n<tool_call>\n${call}\n</tool_call>`);
    expect(done.texts.at(-1)).toBe(done.text);
  },
);

describe('time', () => {
  const impatient: Manner = { waits: [0], patience: { firstByteMs: 200, betweenMs: 200 } };

  test.each(['silent', 'silentInTheMiddle'] as const)('a server that is %s is given up', async (name) => {
    expect(await troubleOf(MISBEHAVE[name], impatient)).toMatchObject({ code: 'timeout', asked: 1 });
  });

  test('a server that never ends is cut off', async () => {
    await expect(ask(MISBEHAVE.endless)).rejects.toThrow(/longer than \d+ bytes/);
  });

  test.each(['silent', 'silentInTheMiddle', 'busy'] as const)('abort ends it at once: %s', async (name) => {
    const controller = new AbortController();
    const reason = new Error('the person stopped it');
    let asked: Promise<unknown> = Promise.resolve();
    await new Promise<void>((closed) => {
      const misbehave: Answer = (request, response) => {
        response.on('close', closed);
        MISBEHAVE[name](request, response);
        setTimeout(() => controller.abort(reason), 50);
      };
      asked = ask(misbehave, { ...QUICK, waits: [600_000] }, controller.signal);
      asked.catch(() => {});
    });
    await expect(asked).rejects.toBe(reason);
  });
});

describe('testing the connection', () => {
  const check = async (answer: Answer, model = 'fara', models = ['fara', 'other']) => {
    server = await serveChat(models, answer);
    return checkEndpoint(
      { url: server.url, key: null },
      model,
      'data:image/png;base64,AAAA',
      new AbortController().signal,
    );
  };

  test('says that the model has seen a picture', async () => {
    const found = await check((_, response) => streamText(response, 'Red.'));
    expect(found).toMatchObject({ ok: true, models: ['fara', 'other'] });
    expect(found.message).toMatch(/^“fara” has looked at a picture and answered in/);
    expect(JSON.stringify(server?.received[0]?.body.messages)).toContain('data:image/png;base64,AAAA');
  });

  test('names the models where the name is wrong, and asks for no answer', async () => {
    const found = await check(MISBEHAVE.failing, 'gpt');
    expect(found).toEqual({
      ok: false,
      message: 'The server has no model “gpt”. It offers “fara”, “other”.',
      models: ['fara', 'other'],
    });
    expect(server?.received).toEqual([]);
  });

  test('says what is wrong, once', async () => {
    const found = await check(MISBEHAVE.llamaImages);
    expect(found).toMatchObject({ ok: false, message: expect.stringMatching(/cannot see screenshots/) });
    expect(server?.received).toHaveLength(1);
  });
});

function never(): never {
  throw new Error('it was not there');
}
