/**
 * The id of the largest logit, the first of equals.
 * @throws Error when there is none, i.e. all are NaN: the device has computed nonsense
 */
export function argmax(logits: Float32Array): number {
  let best = -1;
  let bestLogit = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (logit > bestLogit) {
      best = id;
      bestLogit = logit;
    }
  }
  if (best < 0) {
    throw new Error(
      `none of the ${logits.length} logits is a number above -Infinity; this device cannot run the model`,
    );
  }
  return best;
}

/**
 * The id with the largest logit among `ids`, the first of equals.
 * @throws Error when none of them is a number above -Infinity
 */
export function argmaxAmong(logits: Float32Array, ids: Int32Array): number {
  const best = argmax(Float32Array.from(ids, (id) => logits[id] ?? Number.NaN));
  return ids[best] as number;
}
