import { EngineError } from '../errors.ts';
import { argmax, argmaxAmong } from '../sampling/greedy.ts';
import type { State } from './automaton.ts';
import type { TokenGrammar } from './grammar.ts';

/** Follows one answer through a grammar: what may come next, and what must. */
export class Guide {
  readonly #grammar: TokenGrammar;
  #state: State;
  /** Tokens of the call, from the one that opened it. */
  #call: number[] = [];

  constructor(grammar: TokenGrammar) {
    this.#grammar = grammar;
    this.#state = grammar.automaton.start;
  }

  /** Another guide at the same place, to look ahead with. */
  fork(): Guide {
    const ahead = new Guide(this.#grammar);
    ahead.#state = this.#state;
    ahead.#call = [...this.#call];
    return ahead;
  }

  /** Whether `id` may come next. */
  follows(id: number): boolean {
    const { automaton, vocabulary } = this.#grammar;
    const bytes = vocabulary.bytesOf(id);
    return bytes.length > 0 ? automaton.walk(this.#state, bytes) !== null : this.#state.free;
  }

  /** The next token where the grammar leaves no choice, else null. */
  only(): number | null {
    return this.#grammar.only(this.#state, this.#call);
  }

  /**
   * The likeliest token that may come next. `logits` lose the others.
   * @throws EngineError `bad-request` when the vocabulary has none
   */
  choose(logits: Float32Array): number {
    const mask = this.#grammar.mask(this.#state);
    if ('allow' in mask) {
      if (mask.allow.length === 0) {
        const wanted = String.fromCharCode(...this.#state.bytes().slice(0, 20));
        throw new EngineError('bad-request', `no token of this vocabulary begins with any of ${wanted}`);
      }
      return argmaxAmong(logits, mask.allow);
    }
    for (const id of mask.forbid) logits[id] = Number.NEGATIVE_INFINITY;
    return argmax(logits);
  }

  /** Goes on after `id`, which was the only or a chosen one. */
  accept(id: number): void {
    const { automaton, vocabulary } = this.#grammar;
    const next = automaton.walk(this.#state, vocabulary.bytesOf(id));
    if (!next) throw new Error(`token ${id} does not follow here by the grammar`);
    this.#state = next;
    if (!next.free) this.#call.push(id);
  }
}
