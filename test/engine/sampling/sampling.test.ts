import { describe, expect, test } from 'vitest';
import { argmax } from '../../../src/engine/sampling/greedy.ts';
import { penaliseRepetition } from '../../../src/engine/sampling/repetition.ts';
import { TextStream } from '../../../src/engine/sampling/stream.ts';

describe('repetition penalty', () => {
  test('divides positive and multiplies negative logits of seen ids, each once', () => {
    const logits = Float32Array.of(2, -2, 3, 0);
    penaliseRepetition(logits, new Set([0, 1, 3]), 2);
    expect([...logits]).toEqual([1, -4, 3, 0]);
  });
});

describe('greedy choice', () => {
  test('is the first of equals', () => expect(argmax(Float32Array.of(1, 5, 5))).toBe(1));
  test('works when all logits are negative', () => expect(argmax(Float32Array.of(-3, -1, -2))).toBe(1));
  test('NaN is passed over', () => expect(argmax(Float32Array.of(Number.NaN, 1))).toBe(1));
  test('nothing but NaN is an error', () =>
    expect(() => argmax(Float32Array.of(Number.NaN))).toThrow('none of the 1'));
});

describe('streamed text', () => {
  /** One id per byte, as a byte-level vocabulary would have. */
  const bytes = { decode: (ids: readonly number[]) => new TextDecoder().decode(Uint8Array.from(ids)) };

  test('holds back an unfinished character and sends each piece once', () => {
    const pieces: string[] = [];
    const stream = new TextStream(bytes, (text) => pieces.push(text));
    const ids = [...new TextEncoder().encode('aé€b')];
    ids.forEach((_, i) => {
      stream.update(ids.slice(0, i + 1));
    });
    expect(pieces).toEqual(['a', 'é', '€', 'b']);
  });
});
