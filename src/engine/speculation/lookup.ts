/** Longest run of tokens that is looked for. */
const MAX_RUN = 4;
/** How many tokens are guessed after a run of 1, 2, … tokens was found: a longer run is a surer guess. */
const GUESSES = [0, 3, 6, 10, 10];
/** What the model said itself tells more of what it will say than what it was given to read. */
const OWN_WEIGHT = 4;
/** Stands between texts that do not follow each other. Not an id. */
const GAP = -1;

/**
 * Guesses what follows from what followed before: the last tokens are looked for in the prompt, in past answers and in
 * the answer so far, and what followed most often there is taken, token by token. Source: prompt lookup decoding
 * (github.com/apoorvumang/prompt-lookup-decoding), which copies what followed once.
 */
export class PromptLookup {
  readonly #text: number[] = [];
  /** Where in the text a token stands. */
  readonly #places = new Map<number, number[]>();
  /** The part of the text that the model did not say: the prompt. */
  readonly #read: { from: number; to: number };

  /**
   * @param past earlier answers with a little of what stood before each, oldest first
   * @param skipped an id that stands for no text: the image token's
   */
  constructor(past: readonly (readonly number[])[], prompt: readonly number[], skipped: number) {
    for (const answer of past) for (const id of [...answer, GAP]) this.push(id);
    const from = this.#text.length;
    for (const id of prompt) {
      if (id !== skipped) this.push(id);
      else if (this.#text.at(-1) !== GAP) this.push(GAP);
    }
    this.#read = { from, to: this.#text.length };
  }

  /** The answer goes on with `id`. */
  push(id: number): void {
    const places = this.#places.get(id);
    if (places) places.push(this.#text.length);
    else this.#places.set(id, [this.#text.length]);
    this.#text.push(id);
  }

  /** The likeliest next tokens; none where nothing like the last ones was found. */
  guess(): number[] {
    const last = this.#text.slice(-MAX_RUN);
    const guessed: number[] = [];
    let limit = 1;
    while (guessed.length < limit) {
      const { run, next } = this.#after([...last, ...guessed].slice(-MAX_RUN));
      if (next === undefined) break;
      if (guessed.length === 0) limit = GUESSES[run] ?? 0;
      guessed.push(next);
    }
    return guessed;
  }

  /** What most often followed the longest run that ends `context`, the latest of equals. */
  #after(context: readonly number[]): { run: number; next: number | undefined } {
    const text = this.#text;
    let run = 0;
    let weights = new Map<number, number>();
    for (const place of this.#places.get(context.at(-1) ?? GAP) ?? []) {
      const next = text[place + 1];
      if (next === undefined || next === GAP || text[place] === GAP) continue;
      const length = sharedEnd(text, place, context);
      if (length < run) continue;
      if (length > run) weights = new Map();
      run = length;
      const own = place < this.#read.from || place >= this.#read.to;
      const weight = (weights.get(next) ?? 0) + (own ? OWN_WEIGHT : 1);
      // Put at the end, so that of equals the latest is found last.
      weights.delete(next);
      weights.set(next, weight);
    }
    let best: number | undefined;
    for (const [next, weight] of weights) {
      if (best === undefined || weight >= (weights.get(best) ?? 0)) best = next;
    }
    return { run, next: best };
  }
}

/** How many tokens up to `place` are those that end `context`; a gap is like nothing. */
function sharedEnd(text: readonly number[], place: number, context: readonly number[]): number {
  let length = 0;
  while (length < context.length) {
    const id = text[place - length];
    if (id !== context[context.length - 1 - length] || id === GAP) break;
    length++;
  }
  return length;
}
