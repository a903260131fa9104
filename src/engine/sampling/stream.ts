import type { Tokenizer } from '../../fara/tokenizer.ts';

/** Turns growing token ids into growing text, holding back bytes of an unfinished character. */
export class TextStream {
  readonly #tokenizer: Pick<Tokenizer, 'decode'>;
  readonly #onText: (text: string) => void;
  #sent = 0;

  constructor(tokenizer: Pick<Tokenizer, 'decode'>, onText: (text: string) => void) {
    this.#tokenizer = tokenizer;
    this.#onText = onText;
  }

  /** @param ids all ids of the answer so far */
  update(ids: readonly number[]): void {
    const text = this.#tokenizer.decode(ids);
    if (text.endsWith('\uFFFD')) return;
    if (text.length <= this.#sent) return;
    this.#onText(text.slice(this.#sent));
    this.#sent = text.length;
  }
}
