import { expect, test } from 'vitest';
import type { State } from '../../../src/engine/grammar/automaton.ts';
import { CanonicalTokens } from '../../../src/engine/grammar/canonical.ts';
import { TokenGrammars } from '../../../src/engine/grammar/grammar.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { byteVocab } from './vocabularies.ts';

test('forced tokens are known for a bounded number of places, and found again the same beyond', () => {
  const { tokenizer, size } = byteVocab();
  const made = new TokenGrammars(tokenizer, size);
  const grammar = made.get(outputGrammar(fara7b), { width: 300, height: 10 }, [tokenizer.idOf('<|im_end|>')]);
  const { automaton, vocabulary } = grammar;
  let asked = 0;
  const readable = (state: State) => {
    asked++;
    return grammar.readable(state);
  };
  const canonical = new CanonicalTokens(tokenizer, { automaton, vocabulary, readable });
  const opened = automaton.walk(automaton.start, new TextEncoder().encode('<tool_call>\n{"na'));
  if (!opened) throw new Error('the grammar opens no call');
  const only = canonical.next(opened, [1, 2]);
  expect(only).not.toBeNull();
  expect(canonical.next(opened, [1, 2])).toBe(only);
  expect(asked).toBe(1);
  // As many places as a long task of free strings has.
  for (let id = 0; id < 10_000; id++) canonical.next(opened, [id, 3]);
  expect(canonical.next(opened, [1, 2])).toBe(only);
  expect(asked).toBe(10_002);
});
