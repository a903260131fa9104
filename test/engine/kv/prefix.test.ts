import { describe, expect, test } from 'vitest';
import { ImageNumbers, promptKeys, reusablePrefix } from '../../../src/engine/kv/prefix.ts';

const PAD = 9;

describe('the reusable prefix', () => {
  test('ends at the first difference', () => expect(reusablePrefix([1, 2, 3, 4], [1, 2, 5, 4, 6])).toBe(2));
  test('leaves the last token, whose logits are wanted', () =>
    expect(reusablePrefix([1, 2, 3], [1, 2, 3])).toBe(2));
  test('may be all of the cache', () => expect(reusablePrefix([1, 2], [1, 2, 3])).toBe(2));
  test('is nothing for an empty cache', () => expect(reusablePrefix([], [1])).toBe(0));
});

describe('keys of a prompt', () => {
  test('text tokens are their ids, tokens of one image differ from each other', () => {
    const keys = promptKeys([1, PAD, PAD, 2], PAD, [{ number: 1, tokens: 2 }]);
    expect([keys[0], keys[3]]).toEqual([1, 2]);
    expect(keys[1]).not.toBe(keys[2]);
  });

  test('the same place in another image is another key, even in images of one run', () => {
    const images = [
      { number: 1, tokens: 1 },
      { number: 2, tokens: 1 },
    ];
    const [a, b] = promptKeys([PAD, PAD], PAD, images);
    const [c, d] = promptKeys(
      [PAD, PAD],
      PAD,
      [images[1], images[0]].filter((one) => one !== undefined),
    );
    expect([c, d]).toEqual([b, a]);
    expect(a).not.toBe(b);
  });

  test('equal pixels keep their number, new ones get a new one', () => {
    const numbers = new ImageNumbers();
    expect([numbers.of('a'), numbers.of('b'), numbers.of('a')]).toEqual([1, 2, 1]);
  });

  test('no number is given twice, however many images are seen', () => {
    const numbers = new ImageNumbers();
    const first = numbers.of('first');
    const given = Array.from({ length: 10_000 }, (_, i) => numbers.of(`image ${i}`));
    expect(new Set([first, ...given]).size).toBe(10_001);
    expect(given).not.toContain(numbers.of('first'));
    expect(numbers.of('image 9999')).toBe(given.at(-1));
  });

  test('an image token without an image is an error', () => {
    expect(() => promptKeys([PAD], PAD, [])).toThrow('more than 0 images');
  });
});
