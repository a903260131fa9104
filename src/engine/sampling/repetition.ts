/**
 * Repetition penalty over all ids so far, prompt included, each once: positive logits are divided by it,
 * negative ones multiplied. In place. Source: transformers `RepetitionPenaltyLogitsProcessor`.
 */
export function penaliseRepetition(logits: Float32Array, seen: ReadonlySet<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const id of seen) {
    const logit = logits[id];
    if (logit === undefined) continue;
    logits[id] = logit < 0 ? logit * penalty : logit / penalty;
  }
}
