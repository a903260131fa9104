import type { Guide } from '../grammar/guide.ts';

/**
 * A guess as the grammar lets it stand: what it forbids ends the draft, what it forces is filled in.
 * @param guide where the answer stands; undefined without a grammar
 * @param stops tokens that end the answer: nothing is computed after them
 * @param fills false: what the grammar forces is not filled in
 * @returns tokens worth computing along with those before them, at most `limit`
 */
export function draftOf(
  guessed: readonly number[],
  guide: Guide | undefined,
  stops: readonly number[],
  limit: number,
  fills = true,
): number[] {
  const ahead = guide?.fork();
  const draft: number[] = [];
  /** Index in `draft` of the last token that the model has to choose. */
  let chosen = -1;
  for (let at = 0; draft.length < limit; ) {
    const forced = fills ? (ahead?.only() ?? null) : null;
    const id = forced ?? guessed[at];
    if (id === undefined) break;
    // All that is left is forced up to the end: even the last choice needs no logits after it.
    if (stops.includes(id)) return forced === null ? draft : draft.slice(0, Math.max(chosen, 0));
    if (forced === null) {
      if (ahead && !ahead.follows(id)) break;
      chosen = draft.length;
    }
    ahead?.accept(id);
    draft.push(id);
    // What the grammar forces may be other than what was guessed: then nothing more is guessed.
    at = guessed[at] === id ? at + 1 : guessed.length;
  }
  return draft;
}
