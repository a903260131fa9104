import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, handleMessages, NoAnswerError, RemoteError } from '../../src/protocol/messages.ts';

const methods = {
  double: { params: z.object({ value: z.number() }), result: z.object({ value: z.number() }) },
  fail: { params: z.object({}), result: z.object({}) },
  secret: { params: z.object({}), result: z.object({}) },
};

const listen = handleMessages<typeof methods, string>(
  'background',
  methods,
  {
    double: ({ value }) => ({ value: value * 2 }),
    fail: () => {
      throw new RangeError('7 is more than 5; ask for less');
    },
    secret: () => ({}),
  },
  (method, sender) => method !== 'secret' || sender === 'panel',
);
/** What `runtime.sendMessage` does between contexts: everything arrives as a copy, or nobody answers. */
const from = (sender: string) => async (message: unknown) =>
  structuredClone(await listen(structuredClone(message), sender));
const call = connect('background', methods, from('page'));

describe('calls between contexts', () => {
  test('params go there and the result comes back', async () => {
    expect(await call.double({ value: 21 })).toEqual({ value: 42 });
  });

  test('an error keeps its name and message', async () => {
    const error = await call.fail({}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ name: 'RangeError', message: '7 is more than 5; ask for less' });
  });

  test('params that fit no schema leave neither side', async () => {
    await expect(call.double({ value: '21' as unknown as number })).rejects.toThrow(/number/);
    const answer = await listen({ to: 'background', method: 'double', params: { value: '21' } }, 'page');
    expect(answer).toMatchObject({ ok: false });
  });

  test('a sender that may not call a method is refused', async () => {
    await expect(call.secret({})).rejects.toThrow("this sender may not call 'secret'");
    expect(await connect('background', methods, from('panel')).secret({})).toEqual({});
  });

  test('messages for other contexts are left to them', async () => {
    expect(listen({ to: 'offscreen', method: 'double', params: { value: 1 } }, 'page')).toBeUndefined();
    expect(listen('hello', 'page')).toBeUndefined();
    await expect(connect('offscreen', methods, from('page')).double({ value: 1 })).rejects.toThrow(
      NoAnswerError,
    );
  });

  test('names of Object.prototype are no methods', async () => {
    const answer = await listen({ to: 'background', method: 'toString', params: {} }, 'panel');
    expect(answer).toMatchObject({
      ok: false,
      error: { message: "'toString' is not a method of background" },
    });
  });
});
