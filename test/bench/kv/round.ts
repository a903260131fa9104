/**
 * A way to keep the keys or values of one token and head, `[headDim]`: puts in place what reading them back would give.
 * Each group of numbers has a scale of its own, of which the rounding to half precision is left out.
 */
export type KvRounding = (head: Float32Array) => void;

/** Symmetric around 0: `bits` each, levels −(2^(bits−1) − 1) to 2^(bits−1) − 1. */
export function symmetric(bits: number, group: number): KvRounding {
  const most = 2 ** (bits - 1) - 1;
  return inGroups(group, (values) => {
    const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / most;
    if (scale === 0) return;
    for (const [i, value] of values.entries()) values[i] = Math.round(value / scale) * scale;
  });
}

/** From the smallest to the largest number of a group, 2^bits levels. */
export function ranged(bits: number, group: number): KvRounding {
  const most = 2 ** bits - 1;
  return inGroups(group, (values) => {
    const least = values.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY);
    const scale = (values.reduce((max, value) => Math.max(max, value), least) - least) / most;
    if (scale === 0) return;
    for (const [i, value] of values.entries())
      values[i] = Math.round((value - least) / scale) * scale + least;
  });
}

/** Turned by a Hadamard matrix first, which spreads outliers over the head; ONNX Runtime's own 4-bit cache does so. */
export function rotated(round: KvRounding): KvRounding {
  return (head) => {
    hadamard(head);
    round(head);
    hadamard(head);
  };
}

function inGroups(group: number, round: (values: Float32Array) => void): KvRounding {
  return (head) => {
    for (let at = 0; at < head.length; at += group) round(head.subarray(at, at + group));
  };
}

/** Multiplies by the normalised Hadamard matrix, which is its own inverse. The length is a power of two. */
function hadamard(values: Float32Array): void {
  const { length } = values;
  for (let half = 1; half < length; half *= 2) {
    for (let start = 0; start < length; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const [a, b] = [values[i] ?? 0, values[i + half] ?? 0];
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
  const norm = Math.sqrt(length);
  for (let i = 0; i < length; i++) values[i] = (values[i] ?? 0) / norm;
}
