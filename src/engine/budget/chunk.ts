/** Tokens per prefill call where nobody has computed how many suit the model. */
export const CHUNK_TOKENS = 512;

const SMALLEST = 64;
/** An abort waits for the end of a call. */
const LARGEST = 1024;
/** Operations of one call: about a second of a GPU that makes 7 · 10¹² a second, and drivers stop work of several. */
const CALL_OPERATIONS = 7e12;

/**
 * Tokens per prefill call: bounds the memory of activations, one GPU submission, and how long an abort has to wait.
 * The largest power of two within the budget, 64 to 1,024. Answers do not depend on it.
 * @param fits whether the memory allows a call of so many tokens
 * @param tokenOperations multiplications and additions of one token, in all layers
 */
export function chunkFor(fits: (tokens: number) => boolean, tokenOperations: number): number {
  let chunk = LARGEST;
  while (chunk > SMALLEST && (!fits(chunk) || chunk * tokenOperations > CALL_OPERATIONS)) chunk /= 2;
  return chunk;
}
