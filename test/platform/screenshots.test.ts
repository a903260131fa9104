import { afterEach, expect, test, vi } from 'vitest';
import { readScreenshot } from '../../src/platform/screenshots.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a database that could not be opened is opened anew the next time', async () => {
  const open = vi.fn(() => {
    const request = { error: new DOMException('The disk is full', 'QuotaExceededError'), onerror: () => {} };
    queueMicrotask(() => request.onerror());
    return request;
  });
  vi.stubGlobal('indexedDB', { open });
  await expect(readScreenshot('one')).rejects.toThrow('The disk is full');
  await expect(readScreenshot('one')).rejects.toThrow('The disk is full');
  expect(open).toHaveBeenCalledTimes(2);
});
