import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/errors.ts';
import { failureOf } from '../../src/engine/worker/failure.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('an array there is no room for is told as a full memory, with what to do', () => {
  const error = thrownBy(() => new ArrayBuffer(2 ** 50));
  expect(error).toBeInstanceOf(RangeError);
  expect(failureOf(error)).toEqual({
    code: 'out-of-memory',
    message: expect.stringMatching(/Close other programs.*allocation failed/),
  });
});

test.each([
  'failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc',
  'Failed to allocate memory for requested buffer of size 268435456',
  'Aborted(OOM). Build with -sASSERTIONS for more info.',
  'WebAssembly.Memory(): could not allocate memory: out of memory',
])('so is ONNX Runtime’s %s', (message) => {
  expect(failureOf(new Error(message)).code).toBe('out-of-memory');
});

test('other errors stay what they are', () => {
  expect(failureOf(new Error('a bug'))).toEqual({ code: 'internal', message: 'a bug' });
  const refused = new EngineError('bad-request', 'no image');
  expect(failureOf(refused)).toEqual({ code: 'bad-request', message: 'no image' });
  expect(failureOf(refused, AbortSignal.abort())).toEqual({ code: 'aborted', message: 'stopped' });
});
