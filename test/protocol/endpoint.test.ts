import { expect, test } from 'vitest';
import { endpointUrl, isThisComputer } from '../../src/protocol/endpoint.ts';

test.each([
  ['localhost:8000', 'http://localhost:8000/v1'],
  [' http://localhost:8000/ ', 'http://localhost:8000/v1'],
  ['http://localhost:8000/v1/', 'http://localhost:8000/v1'],
  ['https://api.test/openai/v1/chat/completions', 'https://api.test/openai/v1'],
  ['192.168.1.5:11434', 'http://192.168.1.5:11434/v1'],
  ['http://[::1]:8080', 'http://[::1]:8080/v1'],
  ['http://host.test/v1/models', 'http://host.test/v1'],
])('%s → %s', (typed, url) => {
  expect(endpointUrl(typed)).toBe(url);
});

test.each([
  ['', /is no web address/],
  ['  ', /is no web address/],
  ['file:///etc/passwd', /is no web address/],
  ['javascript://x', /is no web address/],
  ['http://me:secret@host.test/v1', /^'http:\/\/host\.test\/v1' must come without a name, password/],
  ['http://host.test/v1?key=secret', /^'http:\/\/host\.test\/v1' must come without/],
])('%s is refused, and a secret in it is not repeated', (typed, message) => {
  expect(() => endpointUrl(typed)).toThrow(message);
});

test('only loopback addresses are this computer', () => {
  const here = [
    'http://localhost/v1',
    'http://127.0.0.1:8000/v1',
    'http://[::1]:1/v1',
    'https://a.localhost/v1',
  ];
  expect(here.filter((url) => !isThisComputer(url))).toEqual([]);
  const elsewhere = [
    'http://192.168.0.2/v1',
    'https://localhost.evil.test/v1',
    'http://127.0.0.1.evil.test/v1',
  ];
  expect(elsewhere.filter(isThisComputer)).toEqual([]);
});
