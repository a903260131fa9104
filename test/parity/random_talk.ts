/** A turn as data; how it is spelled is up to the model under test. */
export interface Turn {
  role: 'user' | 'assistant';
  /** Number of its picture; null without one. */
  picture: number | null;
  /** What a user says: numbers that stand for words. */
  words: number[];
  /** What the model answered. */
  answer: number[];
}

/**
 * A random conversation as agents have them: it grows by an answer and a new screenshot, now and then an unchanged one;
 * older screenshots leave out of the middle; it goes back and on another way; and a new one begins like an old one.
 */
export class RandomTalk {
  turns: Turn[] = [];
  readonly #pick: (below: number) => number;
  #pictures = 0;

  constructor(pick: (below: number) => number) {
    this.#pick = pick;
    this.#say();
  }

  /** The model has answered; what follows is random. Returns what happened. */
  goOn(answer: number[]): string {
    this.turns.push({ role: 'assistant', picture: null, words: [], answer });
    switch (this.#pick(6)) {
      case 0: {
        const oldest = this.turns.find(({ picture }) => picture !== null);
        if (oldest) oldest.picture = null;
        this.#say();
        return 'a screenshot left';
      }
      case 1:
        this.turns.length = 1 + 2 * this.#pick(Math.ceil(this.turns.length / 2));
        this.turns.pop();
        this.#say();
        return 'it went back';
      case 2:
        this.turns = [];
        this.#say();
        return 'a new one began';
      default:
        this.#say();
        return 'it grew';
    }
  }

  #say(): void {
    const seen = this.#pictures > 0 && this.#pick(4) === 0;
    const picture = seen ? this.#pick(this.#pictures) : this.#pictures++;
    const words = Array.from({ length: 1 + this.#pick(8) }, () => this.#pick(1000));
    this.turns.push({ role: 'user', picture, words, answer: [] });
  }
}
