import { expect, test } from 'vitest';
import { blobToDataUrl, dataUrlToBlob } from '../../src/platform/data_url.ts';

test('a blob survives the way through a data URL, also beyond one slice', async () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 31) % 256);
  const dataUrl = await blobToDataUrl(new Blob([bytes], { type: 'image/png' }));
  expect(dataUrl.slice(0, 22)).toBe('data:image/png;base64,');
  const back = dataUrlToBlob(dataUrl);
  expect(back.type).toBe('image/png');
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
});

test('other addresses are refused with what they are', () => {
  expect(() => dataUrlToBlob('https://example.org/a.png')).toThrow(
    'Not a base64 data URL: https://example.org/a.png',
  );
});
