import type { MropePositions } from '../../fara/position/mrope.ts';
import type { Model } from './model.ts';

/**
 * The logits of an answer's next token, computed a few at a time: tokens that are certain but not read yet go through
 * the decoder together with a draft of what may follow. As long as the answer goes the draft's way, its logits are
 * there already; where it leaves it, the rest of the draft is dropped from the cache.
 */
export class Lookahead {
  /** Passes through the decoder. */
  passes = 0;
  /** Drafted tokens that turned out right. */
  hits = 0;
  readonly #model: Pick<Model, 'config' | 'embedding' | 'sequence'>;
  readonly #positions: MropePositions;
  /** Logits [rows, vocab]; row `#row` is the next token's, if there is one. */
  #logits: Float32Array;
  #row: number;
  /** Tokens in the cache after the answer so far. */
  #draft: number[];
  /** Tokens of the answer that the cache lacks. */
  #unread: number[] = [];

  /**
   * @param logits [rows, vocab] of a prefill; the last rows are those of the answer's first token and of what follows
   *   each token of `draft`
   * @param draft tokens that the prefill read after the prompt
   */
  constructor(
    model: Pick<Model, 'config' | 'embedding' | 'sequence'>,
    positions: MropePositions,
    logits: Float32Array,
    draft: readonly number[] = [],
  ) {
    this.#model = model;
    this.#positions = positions;
    this.#logits = logits.slice(-model.config.decoder.vocabSize * (draft.length + 1));
    this.#row = 0;
    this.#draft = [...draft];
  }

  /** Whether the next token's logits are there without a pass. */
  get ready(): boolean {
    return this.#unread.length === 0;
  }

  /** The next token's logits [vocab], for the caller to change; computes them, along with `draft`, where needed. */
  async next(draft: readonly number[]): Promise<Float32Array> {
    const { config, embedding, sequence } = this.#model;
    if (!this.ready) {
      const added = [...this.#unread, ...draft];
      const rows = draft.length + 1;
      const logits = await sequence.append(added, await embedding.gather(added), this.#positions, rows);
      this.#logits = logits.slice();
      this.#row = 0;
      this.#unread = [];
      this.#draft = [...draft];
      this.passes++;
    }
    const { vocabSize } = config.decoder;
    return this.#logits.subarray(this.#row * vocabSize, (this.#row + 1) * vocabSize);
  }

  /** The answer goes on with `id`, chosen or forced. */
  take(id: number): void {
    if (this.#draft[0] === id) {
      this.#draft.shift();
      this.#row++;
      this.hits++;
      return;
    }
    const { sequence } = this.#model;
    if (this.#draft.length > 0) sequence.truncate(sequence.length - this.#draft.length);
    this.#draft = [];
    this.#unread.push(id);
  }
}
