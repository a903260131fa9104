import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineClient } from '../../src/engine/client.ts';

/** Only the wire: what a worker would send is sent by the test. */
class Wire {
  static last: Wire;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;

  constructor() {
    Wire.last = this;
  }
  postMessage(): void {}
  terminate(): void {
    this.terminated = true;
  }
}

beforeEach(() => vi.stubGlobal('Worker', Wire));
afterEach(() => vi.unstubAllGlobals());

const REQUEST = { prompt: { inputIds: [1], images: [] }, maxNewTokens: 1 };

test.each([
  [
    'an event of no schema',
    () => Wire.last.onmessage?.({ data: { type: 'done', id: 1, result: { of: 'x' } } }),
  ],
  ['no event at all', () => Wire.last.onmessage?.({ data: null })],
  ['what cannot be read', () => Wire.last.onmessageerror?.()],
  ['an error nobody caught', () => Wire.last.onerror?.({ message: 'oh' })],
])('%s ends the calls, the worker and every later call', async (_, happen) => {
  const onBroken = vi.fn();
  const client = new EngineClient({ onBroken });
  const answer = client.generate(REQUEST);
  happen();
  await expect(answer).rejects.toMatchObject({
    code: 'worker-died',
    message: expect.stringMatching(/stopped by itself.*Try again/s),
  });
  expect(onBroken).toHaveBeenCalledOnce();
  expect(Wire.last.terminated).toBe(true);
  await expect(client.generate(REQUEST)).rejects.toMatchObject({ code: 'worker-died' });
});

test('a closed client keeps the error of its death', async () => {
  const client = new EngineClient();
  Wire.last.onerror?.({ message: 'oh' });
  client.close();
  await expect(client.unload()).rejects.toMatchObject({ code: 'worker-died' });
});
