import { describe, expect, test } from 'vitest';
import { TokenGrammars } from '../../../src/engine/grammar/grammar.ts';
import { Guide } from '../../../src/engine/grammar/guide.ts';
import { resolvePoint } from '../../../src/fara/coordinates.ts';
import { outputGrammar } from '../../../src/fara/output-grammar.ts';
import { parseAnswer } from '../../../src/fara/parse/answer.ts';
import type { Profile } from '../../../src/fara/profile.ts';
import { fara7b } from '../../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../../src/fara/profiles/fara-tiny.ts';
import type { Size } from '../../../src/protocol/geometry.ts';
import { randomSequence } from '../../weights/random.ts';
import { randomAnswer } from './answers.ts';
import { byteVocab, fara7bVocab, faraTinyVocab, type Vocab } from './vocabularies.ts';

interface Setting {
  name: string;
  vocab: Vocab | null;
  profile: Profile;
  image: Size;
}
const SETTINGS: Setting[] = [
  { name: 'Fara-7B', vocab: fara7bVocab(), profile: fara7b, image: { width: 1428, height: 896 } },
  { name: 'fara-tiny', vocab: faraTinyVocab(), profile: faraTiny, image: { width: 448, height: 280 } },
  { name: 'bytes', vocab: byteVocab(), profile: fara7b, image: { width: 300, height: 10 } },
];

describe.each(SETTINGS)('over the vocabulary of $name', { timeout: 120_000 }, ({ vocab, profile, image }) => {
  const made = vocab && new TokenGrammars(vocab.tokenizer, vocab.size);
  const stops = vocab ? ['<|im_end|>', '<|endoftext|>'].map((name) => vocab.tokenizer.idOf(name)) : [];
  const end = stops[0] ?? -1;
  const grammar = made?.get(outputGrammar(profile), image, stops);

  test.runIf(grammar)('no token of a valid answer is forbidden, and the forced ones are its own', () => {
    if (!grammar || !vocab) return;
    const pick = randomSequence(3);
    let forced = 0;
    for (let i = 0; i < 120; i++) {
      const { text } = randomAnswer(profile, image, pick);
      const ids = [...vocab.tokenizer.encode(text), end];
      const guide = new Guide(grammar);
      for (const [at, id] of ids.entries()) {
        const only = guide.only();
        const context = () => `token ${at} of ${JSON.stringify(text)}`;
        if (only === null) expect(guide.choose(favouring(id, vocab.size)), context()).toBe(id);
        else expect(only, context()).toBe(id);
        forced += only === null ? 0 : 1;
        if (id !== end) guide.accept(id);
      }
    }
    expect(forced).toBeGreaterThan(120);
  });

  test.runIf(grammar)('whatever is chosen, the answer is an allowed action inside the image', () => {
    if (!grammar || !vocab) return;
    const pick = randomSequence(4);
    const noise = Array.from({ length: 16 }, () =>
      Float32Array.from({ length: vocab.size }, () => pick(1000)),
    );
    const closers = ['"', ']', '}'].flatMap((text) => vocab.tokenizer.encode(text));
    for (let i = 0; i < 25; i++) {
      const guide = new Guide(grammar);
      const ids = vocab.tokenizer.encode('I see.\n<tool_call>');
      for (const id of ids) guide.accept(id);
      for (;;) {
        const logits = noise[pick(noise.length)]?.slice() ?? new Float32Array();
        // Strings must end some day.
        if (ids.length > 40) for (const id of closers) logits[id] = 2000;
        const id = guide.only() ?? guide.choose(logits);
        ids.push(id);
        if (id === end) break;
        if (ids.length > 400) throw new Error(`no end: ${vocab.tokenizer.decode(ids)}`);
        guide.accept(id);
      }
      const answer = vocab.tokenizer.decode(ids);
      const result = parseAnswer(answer, profile.actions);
      if (!result.ok) throw new Error(`${result.failure.message}: ${answer}`);
      const { action } = result.answer;
      const json = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
      expect(JSON.parse(json)).toMatchObject({ name: 'computer_use', arguments: { action: action.action } });
      if ('coordinate' in action && action.coordinate) {
        expect(() =>
          resolvePoint(action.coordinate ?? [-1, -1], profile.coordinates, image, image),
        ).not.toThrow();
      }
    }
  });

  test.runIf(grammar)('free text forbids nothing but a wrong beginning of a call', () => {
    if (!grammar || !vocab) return;
    const allowedAfter = (text: string, id: number) => {
      const guide = new Guide(grammar);
      for (const one of vocab.tokenizer.encode(text)) guide.accept(one);
      return guide.choose(favouring(id, vocab.size)) === id;
    };
    for (let id = 0; id < vocab.size; id += vocab.size > 1000 ? 9973 : 1)
      expect(allowedAfter('Now', id)).toBe(true);
    for (const id of stops) expect(allowedAfter('Now', id)).toBe(true);
    for (const id of stops) expect(allowedAfter('Now\n<tool_call>\n{', id)).toBe(false);
  });
});

test('a grammar that cannot be spelled is refused', () => {
  const { tokenizer, size } = byteVocab();
  const grammar = outputGrammar(fara7b);
  const image = { width: 28, height: 28 };
  expect(() => new TokenGrammars(undefined, size).get(grammar, image, [1])).toThrow('no tokenizer');
  expect(() => new TokenGrammars(tokenizer, size).get(grammar, undefined, [1])).toThrow('none was sent');
  expect(() => new TokenGrammars(tokenizer, size).get(grammar, image, [])).toThrow('stop token');
});

/** Logits that like nothing better than this token. */
function favouring(id: number, size: number): Float32Array {
  const logits = new Float32Array(size);
  logits[id] = 1;
  return logits;
}
