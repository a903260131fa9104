import type { Tokenizer } from './tokenizer.ts';

/** Turns tokens into text as they come. */
export interface TextStream {
  /** The text that this token completes; '' while a character is still missing bytes. */
  push(id: number): string;
  /** What is left at the end: '' or the replacement characters of an unfinished one. */
  finish(): string;
}

const REPLACEMENT = '\uFFFD';

/**
 * A byte-level token may end inside a character. Such a tail is held back until its bytes are complete, so the
 * pieces joined equal `tokenizer.decode` of all ids.
 */
export function textStream(tokenizer: Pick<Tokenizer, 'decode'>): TextStream {
  let tail: number[] = [];
  const flush = (): string => {
    const text = tokenizer.decode(tail);
    tail = [];
    return text;
  };
  return {
    push(id) {
      tail.push(id);
      return tokenizer.decode(tail).endsWith(REPLACEMENT) ? '' : flush();
    },
    finish: flush,
  };
}
