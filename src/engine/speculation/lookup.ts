/** Longest run of tokens that is looked for. */
const MAX_RUN = 4;
/** How many tokens are guessed after a run of 1, 2, … tokens was found: a longer run is a surer guess. */
const GUESSES = [0, 3, 6, 10, 10];
/** Stands between texts that do not follow each other. Not an id. */
const GAP = -1;

/**
 * Guesses what follows from what followed before: the last tokens are looked for in the prompt, in past answers and in
 * the answer so far. Source: prompt lookup decoding (github.com/apoorvumang/prompt-lookup-decoding).
 */
export class PromptLookup {
  readonly #text: number[] = [];

  /**
   * @param past earlier answers with a little of what stood before each, oldest first
   * @param skipped an id that stands for no text: the image token's
   */
  constructor(past: readonly (readonly number[])[], prompt: readonly number[], skipped: number) {
    for (const answer of past) this.#text.push(...answer, GAP);
    for (const id of prompt) {
      if (id !== skipped) this.#text.push(id);
      else if (this.#text.at(-1) !== GAP) this.#text.push(GAP);
    }
  }

  /** The answer goes on with `id`. */
  push(id: number): void {
    this.#text.push(id);
  }

  /** The tokens that followed where the longest run that now ends the text stood last; none where nothing is found. */
  guess(): number[] {
    const text = this.#text;
    const last = text.length - 1;
    let from = 0;
    let run = 0;
    for (let end = last - 1; end >= 0 && run < MAX_RUN; end--) {
      let length = 0;
      while (length < MAX_RUN && text[end - length] === text[last - length] && text[end - length] !== GAP) {
        length++;
      }
      if (length > run) {
        run = length;
        from = end + 1;
      }
    }
    const guessed = text.slice(from, from + (GUESSES[run] ?? 0));
    const gap = guessed.indexOf(GAP);
    return gap < 0 ? guessed : guessed.slice(0, gap);
  }
}
