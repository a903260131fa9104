import { describe, expect, test } from 'vitest';
import { TokenGrammars } from '../../../src/engine/grammar/grammar.ts';
import { Guide } from '../../../src/engine/grammar/guide.ts';
import { draftOf } from '../../../src/engine/speculation/draft.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { byteVocab } from '../grammar/vocabularies.ts';

const { tokenizer, size } = byteVocab();
const end = tokenizer.idOf('<|im_end|>');
const grammar = new TokenGrammars(tokenizer, size).get(outputGrammar(fara7b), { width: 300, height: 40 }, [
  end,
]);
const CALL = '<tool_call>\n{"name": "computer_use", "arguments": {"action": ';

/** The draft after `said`, when `guessed` is guessed: one token a byte. */
function drafted(said: string, guessed: string, limit = 100): string {
  const guide = new Guide(grammar);
  for (const id of tokenizer.encode(said)) guide.accept(id);
  return tokenizer.decode(draftOf(tokenizer.encode(guessed), guide, [end], limit));
}

describe('a draft', () => {
  test('is the guess as far as the grammar allows it', () => {
    expect(drafted(`${CALL}"left_click", "coordinate": [1`, '2, X')).toBe('2, ');
    expect(drafted(`${CALL}"left_click", "coordinate": [1`, '2345, 6')).toBe('23, ');
  });

  test('has what the grammar forces filled in', () => {
    expect(drafted('I see it.\n', '<tool_call>\n{"na')).toBe(`${CALL}"`);
    expect(drafted(`${CALL}"`, 'lef')).toBe('left_click", "coordinate": [');
  });

  test('leaves out the last choice and what follows it where all the rest is forced', () => {
    expect(drafted(`${CALL}"terminate", "status": "`, 's')).toBe('');
    expect(drafted(CALL, '"terminate", "status": "success"}}')).toBe('"terminate", "status": "');
  });

  test('ends where the guess leaves what is forced', () => {
    expect(drafted(`${CALL}"`, 'wa')).toBe('wait"');
    expect(drafted(`${CALL}"left_click`, 'XYZ')).toBe('", "coordinate": [');
  });

  test('is no longer than the limit', () => expect(drafted(`${CALL}"`, 'lef', 5)).toBe('left_'));

  test('without a grammar is the guess up to the end of the answer', () => {
    expect(draftOf([5, 6, 7, 9, 8], undefined, [9], 10)).toEqual([5, 6, 7]);
    expect(draftOf([], undefined, [9], 10)).toEqual([]);
  });
});
