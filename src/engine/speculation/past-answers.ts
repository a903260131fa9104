/** Answers kept to guess from: those of a task, and a few of the one before. */
const KEPT = 32;
/** Tokens before an answer that are kept with it, so that its beginning can be found: what opens the turn. */
const BEFORE = 3;

/** What the model answered lately: it often says the same again, in a history that shows it no past answers too. */
export class PastAnswers {
  #answers: number[][] = [];

  /** Oldest first. */
  get all(): readonly (readonly number[])[] {
    return this.#answers;
  }

  add(prompt: readonly number[], answer: readonly number[]): void {
    this.#answers = [...this.#answers, [...prompt.slice(-BEFORE), ...answer]].slice(-KEPT);
  }

  clear(): void {
    this.#answers = [];
  }
}
