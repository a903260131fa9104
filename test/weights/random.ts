/** A fixed sequence, so that a failing mutation can be found again by its number. */
export function randomSequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Roughly normal values with a few outliers, as trained weights have them; a fixed sequence. */
export function normalWeights(count: number, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: count }, (_, i) => {
    const normal = Array.from({ length: 8 }, uniform).reduce((a, b) => a + b, 0) * 0.025;
    return i % 511 === 0 ? normal * 6 : normal;
  });
}

const hostile = [
  '',
  '-1',
  '1e99',
  '0',
  '99999999999999999999',
  'null',
  '[]',
  '{}',
  '"../x"',
  '"F64"',
  '__proto__',
  '\u0000',
];

/** One to three damages of a text: bytes flipped, cut, repeated, or numbers and strings replaced. */
export function mutateText(text: string, pick: (below: number) => number): string {
  let out = text;
  for (let i = 0; i <= pick(3); i++) {
    const at = pick(out.length);
    switch (pick(6)) {
      case 0:
        out = out.slice(0, at) + String.fromCharCode(pick(128)) + out.slice(at + 1);
        break;
      case 1:
        out = out.slice(0, at);
        break;
      case 2:
        out = out.slice(0, at) + out.slice(at + 1 + pick(20));
        break;
      case 3:
        out = out.slice(0, at) + out.slice(Math.max(0, at - pick(60)), at) + out.slice(at);
        break;
      default: {
        const tokens = [...out.matchAll(/-?\d+|"[^"]*"/g)];
        const token = tokens[pick(tokens.length)];
        if (!token) break;
        const value = hostile[pick(hostile.length)] ?? '';
        out = out.slice(0, token.index) + value + out.slice(token.index + token[0].length);
      }
    }
  }
  return out;
}

/** Numbers on which a length, a count or an offset might slip. */
const extremes = [
  0n,
  1n,
  3n,
  255n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** One to three damages of a file within its first `reach` bytes: bits flipped, numbers replaced, bytes cut out, repeated or cut off. */
export function mutateBytes(
  bytes: Uint8Array,
  pick: (below: number) => number,
  reach = bytes.length,
): Uint8Array {
  let out = bytes.slice();
  for (let i = 0; i <= pick(3); i++) {
    const at = pick(Math.max(1, Math.min(reach, out.length)));
    switch (pick(7)) {
      case 0:
        out[at] = pick(256);
        break;
      case 1:
        out[at] = (out[at] ?? 0) ^ (1 << pick(8));
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out = new Uint8Array(Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + pick(12))]));
        break;
      case 4:
        out = new Uint8Array(Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - pick(40)))]));
        break;
      default: {
        const value = extremes[pick(extremes.length)] ?? 0n;
        const view = new DataView(out.buffer);
        if (at + 8 <= out.length && pick(2) === 0) view.setBigUint64(at, value, true);
        else if (at + 4 <= out.length) view.setUint32(at, Number(value & 0xffffffffn), true);
      }
    }
  }
  return out;
}
