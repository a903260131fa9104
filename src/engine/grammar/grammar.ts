import type { Tokenizer } from '../../fara/tokenizer.ts';
import type { Size } from '../../protocol/geometry.ts';
import type { OutputGrammar } from '../../protocol/grammar.ts';
import { EngineError } from '../errors.ts';
import { answerNodes } from './answer.ts';
import { Automaton, type State } from './automaton.ts';
import { CanonicalTokens } from './canonical.ts';
import { type Mask, Vocabulary } from './vocabulary.ts';

/** One grammar over one vocabulary; masks are kept, so that each costs once. */
export class TokenGrammar {
  readonly automaton: Automaton;
  readonly vocabulary: Vocabulary;
  readonly #canonical: CanonicalTokens;
  readonly #stops: readonly number[];
  readonly #readable = new Map<State, Int32Array>();
  readonly #masks = new Map<State, Mask>();

  /** @param stops ids that end an answer; the first is the one that ends a call */
  constructor(
    grammar: OutputGrammar,
    extent: Size,
    stops: readonly number[],
    tokenizer: Pick<Tokenizer, 'encode'>,
    vocabulary: Vocabulary,
  ) {
    this.automaton = new Automaton(answerNodes(grammar, extent));
    this.vocabulary = vocabulary;
    this.#canonical = new CanonicalTokens(tokenizer, this);
    this.#stops = stops;
  }

  /** The only token that may follow `ids`, those of the call so far; null where the model chooses. */
  only(state: State, ids: readonly number[]): number | null {
    if (state.free) return null;
    if (state.closed) return this.#stops[0] ?? null;
    return this.#canonical.next(state, ids);
  }

  /** The tokens that are text and may follow. */
  readable(state: State): Int32Array {
    let ids = this.#readable.get(state);
    if (!ids) {
      ids = this.vocabulary.readable(this.automaton, state).filter((id) => !this.#stops.includes(id));
      this.#readable.set(state, ids);
    }
    return ids;
  }

  /** What the model may choose from. */
  mask(state: State): Mask {
    let mask = this.#masks.get(state);
    if (!mask) {
      mask = this.vocabulary.mask(this.readable(state), state.free);
      this.#masks.set(state, mask);
    }
    return mask;
  }
}

/** Makes grammars for the tokenizer of one model, and keeps the one last asked for: screenshots keep their size. */
export class TokenGrammars {
  readonly #tokenizer: Tokenizer | undefined;
  readonly #vocabSize: number;
  #vocabulary: Vocabulary | undefined;
  #last: { key: string; grammar: TokenGrammar } | undefined;

  /** @param vocabSize rows of the logits */
  constructor(tokenizer: Tokenizer | undefined, vocabSize: number) {
    this.#tokenizer = tokenizer;
    this.#vocabSize = vocabSize;
  }

  /**
   * @param image size of the newest image as sent, px; undefined without one
   * @throws EngineError `bad-request` when the grammar cannot be spelled here
   */
  get(grammar: OutputGrammar, image: Size | undefined, stops: readonly number[]): TokenGrammar {
    if (!this.#tokenizer) throw refused('this pack has no tokenizer to spell a grammar with');
    if (stops.length === 0) throw refused('a grammar needs a stop token to end with, and none is set');
    const extent = grammar.coordinates.kind === 'image' ? image : grammar.coordinates;
    if (!extent) throw refused('the grammar limits coordinates by the image, and none was sent');
    const { width, height } = extent;
    const key = JSON.stringify([grammar, width, height, stops]);
    if (this.#last?.key === key) return this.#last.grammar;
    this.#vocabulary ??= new Vocabulary(this.#tokenizer.tokenBytes(), this.#vocabSize);
    const made = new TokenGrammar(grammar, { width, height }, stops, this.#tokenizer, this.#vocabulary);
    this.#last = { key, grammar: made };
    return made;
  }
}

function refused(message: string): EngineError {
  return new EngineError('bad-request', message);
}
