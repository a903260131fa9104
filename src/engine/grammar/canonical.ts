import type { Tokenizer } from '../../fara/tokenizer.ts';
import { Recent } from '../recent.ts';
import type { State } from './automaton.ts';
import type { TokenGrammar } from './grammar.ts';

/** Tokens before the forced text that its tokenisation is judged with. */
const CONTEXT_TOKENS = 2;
/** With more tokens than this that reach beyond the forced text, nothing is to be agreed on. */
const MAX_BEYOND = 32;
/** Answers kept; within free text every two tokens are a context of their own. */
const MAX_KNOWN = 4096;

/**
 * Where the grammar leaves one continuation in bytes, the token with which the tokenizer itself would write it: the
 * one token a trained model knows there. It must be the same whatever may follow, otherwise the choice is left to
 * the model.
 */
export class CanonicalTokens {
  readonly #tokenizer: Pick<Tokenizer, 'encode'>;
  readonly #grammar: Pick<TokenGrammar, 'automaton' | 'vocabulary' | 'readable'>;
  readonly #known = new Recent<string, number | null>(MAX_KNOWN);

  constructor(
    tokenizer: Pick<Tokenizer, 'encode'>,
    grammar: Pick<TokenGrammar, 'automaton' | 'vocabulary' | 'readable'>,
  ) {
    this.#tokenizer = tokenizer;
    this.#grammar = grammar;
  }

  /** The token after `ids` (those of the call so far) in `state`; null where there is a choice. */
  next(state: State, ids: readonly number[]): number | null {
    const context = ids.slice(-CONTEXT_TOKENS);
    const key = `${state.id}:${context}`;
    let token = this.#known.get(key);
    if (token === undefined) {
      token = this.#agreed(state, context);
      this.#known.set(key, token);
    }
    return token;
  }

  #agreed(state: State, context: readonly number[]): number | null {
    const { automaton, vocabulary } = this.#grammar;
    const run = automaton.forcedRun(state);
    if (run.bytes.length === 0) return null;
    const readable = this.#grammar.readable(state);
    if (readable.length === 1) return readable[0] ?? null;
    const longer = Array.from(readable, (id) => vocabulary.bytesOf(id)).filter(
      ({ length }) => length > run.bytes.length,
    );
    if (longer.length > MAX_BEYOND) return null;
    const before = context.flatMap((id) => [...vocabulary.bytesOf(id)]);
    let agreed: number | null = null;
    for (const bytes of this.#continuations(state, run, longer)) {
      const token = this.#tokenAfter(context, [...before, ...bytes]);
      if (token === null || (agreed !== null && token !== agreed)) return null;
      agreed = token;
    }
    return agreed !== null && readable.includes(agreed) ? agreed : null;
  }

  /** What may follow: the tokens that reach beyond the forced text, and that text with every next ASCII byte. */
  *#continuations(
    state: State,
    run: { bytes: readonly number[]; end: State },
    longer: readonly Uint8Array[],
  ): Generator<readonly number[]> {
    const { automaton } = this.#grammar;
    for (const bytes of longer) {
      const after = automaton.walk(state, bytes);
      if (after) yield [...bytes, ...automaton.forcedRun(after).bytes];
    }
    if (run.end.closed) yield run.bytes;
    for (const byte of run.end.bytes()) {
      const after = byte < 0x80 ? automaton.step(run.end, byte) : null;
      if (after) yield [...run.bytes, byte, ...automaton.forcedRun(after).bytes];
    }
  }

  /** The token after `context` as the tokenizer writes these bytes; null where it would write the context otherwise. */
  #tokenAfter(context: readonly number[], bytes: readonly number[]): number | null {
    const ids = this.#tokenizer.encode(new TextDecoder().decode(Uint8Array.from(bytes)));
    if (!context.every((id, i) => ids[i] === id)) return null;
    return ids[context.length] ?? null;
  }
}
