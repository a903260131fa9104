/** One query head against keys and values of its group; all as functions of (token, dimension). */
export interface HeadProblem {
  queries: number;
  keys: number;
  headDim: number;
  q(token: number, d: number): number;
  k(token: number, d: number): number;
  v(token: number, d: number): number;
  /** Added to the scaled score; -Infinity hides the key. */
  bias(query: number, key: number): number;
}

/** softmax(q·k / √headDim + bias)·v in double precision; `write` receives each output value. */
export function attendHead(
  problem: HeadProblem,
  write: (query: number, d: number, value: number) => void,
): void {
  const { queries, keys, headDim, q, k, v, bias } = problem;
  for (let query = 0; query < queries; query++) {
    const scores = Array.from({ length: keys }, (_, key) => {
      let dot = 0;
      for (let d = 0; d < headDim; d++) dot += q(query, d) * k(key, d);
      return dot / Math.sqrt(headDim) + bias(query, key);
    });
    const top = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - top));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let d = 0; d < headDim; d++) {
      let value = 0;
      for (let key = 0; key < keys; key++) value += (weights[key] as number) * v(key, d);
      write(query, d, value / total);
    }
  }
}
