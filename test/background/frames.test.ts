import { expect, test } from 'vitest';
import { whyClosed } from '../../src/background/why_closed.ts';

test.each([
  [
    'which permission is missing',
    'https://pay.test/card?id=1',
    false,
    /needs access to https:\/\/pay\.test\/\*/,
  ],
  ['which site a frame is of is not always said', '', false, /needs access to that site/],
  [
    'a frame no extension may enter',
    'chrome-extension://abc/x.html',
    true,
    /chrome-extension:.*no extension/,
  ],
  ['nor may one of a protected site', 'https://shop.test/', true, /https:\/\/shop\.test.*no extension/],
])('%s', (_, src, hasAccess, words) => {
  expect(whyClosed(src, hasAccess)).toMatch(words);
});
