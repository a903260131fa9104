import { expect, test } from 'vitest';
import { searchUrl, visitUrl } from '../../src/agent/address.ts';
import { deedOf } from '../../src/agent/deed.ts';

test.each([
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  ['http://example.org', 'http://example.org/'],
  ['example.org/path', 'https://example.org/path'],
  ['example.org:8443/x', 'https://example.org:8443/x'],
  ['localhost:8080', 'http://localhost:8080/'],
  ['blue mug shop', 'https://www.bing.com/search?q=blue+mug+shop&FORM=QBLH'],
])('%s → %s', (written, url) => {
  expect(visitUrl(written)).toBe(url);
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'chrome://settings',
  'data:text/html,x',
  'about:blank',
  ' JavaScript:alert(1)',
  'ftp://a.test',
  'view-source:https://a.test',
  'http://',
])('%s is refused', (written) => {
  expect(() => visitUrl(written)).toThrow(expect.objectContaining({ name: 'AddressRefusedError' }));
});

test('a search is quoted', () => {
  expect(searchUrl('a&b=c')).toBe('https://www.bing.com/search?q=a%26b%3Dc&FORM=QBLH');
});

test.each([
  [5, -400],
  [-1, 400],
  [3000, -400],
])('a scroll by %d moves %d CSS px down: only the sign counts', (pixels, deltaY) => {
  expect(deedOf({ action: 'scroll', pixels }, null)).toEqual({
    kind: 'page',
    action: { kind: 'scroll', point: null, deltaY },
  });
});

test('a scroll by 0 is nothing', () => {
  expect(deedOf({ action: 'scroll', pixels: 0 }, null).kind).toBe('none');
});

test('key names are the profile’s own', () => {
  expect(deedOf({ action: 'key', keys: ['ctrl', 'a'] }, null)).toMatchObject({
    action: { keys: ['Control', 'a'] },
  });
});
