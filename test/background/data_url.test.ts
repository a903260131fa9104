import { expect, test } from 'vitest';
import { blobToDataUrl, readDataUrl } from '../../src/platform/data_url.ts';

test('bytes survive the way through a data URL, also beyond one slice', async () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 31) % 256);
  const dataUrl = await blobToDataUrl(new Blob([bytes], { type: 'image/png' }));
  expect(dataUrl.slice(0, 22)).toBe('data:image/png;base64,');
  expect(readDataUrl(dataUrl)).toEqual({ type: 'image/png', bytes });
});

test('other addresses are refused with what they are', () => {
  expect(() => readDataUrl('https://example.org/a.png')).toThrow(
    'Not a base64 data URL: https://example.org/a.png',
  );
});
