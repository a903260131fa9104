/** How far a model's next-token distributions lie from those of a reference, over the same positions. */
export class Divergence {
  #positions = 0;
  #agree = 0;
  #sum = 0;
  #largest = 0;

  /**
   * @param reference logits [positions, vocab] @param other of the same shape
   * @returns whether both would choose the same token everywhere
   */
  add(reference: Float32Array, other: Float32Array, vocab: number): boolean {
    let same = true;
    for (let start = 0; start < reference.length; start += vocab) {
      const a = reference.subarray(start, start + vocab);
      const b = other.subarray(start, start + vocab);
      const kl = divergence(a, b);
      this.#positions += 1;
      this.#sum += kl;
      this.#largest = Math.max(this.#largest, kl);
      if (largestAt(a) === largestAt(b)) this.#agree += 1;
      else same = false;
    }
    return same;
  }

  /** Mean and largest Kullback–Leibler divergence in nats, and the share of positions with the same best token. */
  report() {
    const { positions, agree } = { positions: this.#positions, agree: this.#agree };
    const mean = this.#sum / Math.max(1, positions);
    return { positions, meanKl: mean, maxKl: this.#largest, sameToken: agree / Math.max(1, positions) };
  }
}

/** Σ p·(log p − log q) with p, q the softmax of both. */
function divergence(a: Float32Array, b: Float32Array): number {
  const [logP, logQ] = [logSoftmax(a), logSoftmax(b)];
  let sum = 0;
  for (const [i, p] of logP.entries()) sum += Math.exp(p) * (p - (logQ[i] ?? Number.NEGATIVE_INFINITY));
  return Math.max(0, sum);
}

function logSoftmax(logits: Float32Array): Float64Array {
  const top = logits[largestAt(logits)] ?? 0;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - top);
  const norm = top + Math.log(sum);
  return Float64Array.from(logits, (value) => value - norm);
}

export function largestAt(values: Float32Array): number {
  let best = 0;
  for (const [i, value] of values.entries()) if (value > (values[best] ?? 0)) best = i;
  return best;
}
