import { expect, test } from 'vitest';
import { PromptLookup } from '../../../src/engine/speculation/lookup.ts';
import { PastAnswers } from '../../../src/engine/speculation/past-answers.ts';

const PAD = 99;

/** What is guessed after `answer`. */
function guessAfter(answer: number[], prompt: number[], past: readonly (readonly number[])[] = []): number[] {
  const lookup = new PromptLookup(past, prompt, PAD);
  for (const id of answer) lookup.push(id);
  return lookup.guess();
}

test('what followed the same tokens is guessed, more of it after a longer run', () => {
  const prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
  expect(guessAfter([4], prompt)).toEqual([5, 6, 7]);
  expect(guessAfter([3, 4], prompt)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(guessAfter([2, 3, 4], prompt)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
});

test('the longest run wins, then what followed it most often, then the latest', () => {
  expect(guessAfter([1, 2], [1, 2, 30, 8, 9, 2, 40])).toEqual([30, 8, 9, 2, 40, 1]);
  expect(guessAfter([2], [2, 30, 31, 32, 2, 40, 41, 42])).toEqual([40, 41, 42]);
  expect(guessAfter([2], [2, 30, 31, 32, 2, 30, 31, 33, 2, 40, 41, 42])).toEqual([30, 31, 33]);
});

test('what the model said itself is likelier than what it read', () => {
  expect(guessAfter([2], [2, 30, 9, 2, 30], [[2, 50, 51, 52]])).toEqual([50, 51, 52]);
  // But not than a longer run of it.
  expect(guessAfter([1, 2], [1, 2, 30, 9], [[2, 50, 51, 52]])[0]).toBe(30);
});

test('nothing is guessed after what is new', () => expect(guessAfter([7], [1, 2, 3])).toEqual([]));

test('the answer so far counts too', () => expect(guessAfter([5, 6, 7, 5], [1])).toEqual([6, 7, 5]));

test('no guess runs over an image, or from one text into another', () => {
  expect(guessAfter([1], [1, 2, PAD, PAD, PAD, 3])).toEqual([2]);
  expect(guessAfter([6], [9], [[5, 6, 7]])).toEqual([7]);
  expect(guessAfter([8, 5], [9], [[8], [5, 6]])).toEqual([6]);
});

test('past answers are found by what stood before them, and only the latest are kept', () => {
  const past = new PastAnswers();
  for (let i = 0; i < 40; i++) past.add([50, 51, 52, 53], [100 + i, 1]);
  expect(past.all.length).toBe(32);
  expect(guessAfter([], [51, 52, 53], past.all)).toEqual([139, 1]);
});
