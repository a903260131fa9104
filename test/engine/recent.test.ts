import { expect, test } from 'vitest';
import { Recent } from '../../src/engine/recent.ts';

test('no more entries are kept than asked for, and those in use stay', () => {
  const recent = new Recent<string, number | null>(2);
  recent.set('a', 1);
  recent.set('b', null);
  expect(recent.get('a')).toBe(1);
  recent.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
  expect(recent.size).toBe(2);
});

test('what was found to be nothing is known too', () => {
  const recent = new Recent<string, number | null>(1);
  recent.set('a', null);
  expect(recent.get('a')).toBeNull();
});
