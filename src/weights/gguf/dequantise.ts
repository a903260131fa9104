import { halfTable } from '../float16.ts';
import { GGML_BLOCKS, type GgmlBlockType } from './types.ts';

/**
 * Whole blocks as float32, bit for bit what `dequantize_row_*` of ggml-quants.c and gguf-py give: every product is
 * rounded to float32 before the next step.
 */
export function dequantiseGgml(dtype: GgmlBlockType, bytes: Uint8Array): Float32Array {
  const { values, bytes: size } = GGML_BLOCKS[dtype];
  const count = bytes.length / size;
  const out = new Float32Array(count * values);
  const half = halfReader(bytes);
  const block = BLOCKS[dtype];
  for (let i = 0; i < count; i++) block(bytes, i * size, out, i * values, half);
  return out;
}

type HalfAt = (at: number) => number;
type Block = (bytes: Uint8Array, at: number, out: Float32Array, to: number, half: HalfAt) => void;

const BLOCKS: Readonly<Record<GgmlBlockType, Block>> = {
  Q8_0(bytes, at, out, to, half) {
    const d = half(at);
    for (let i = 0; i < 32; i++) out[to + i] = d * (((bytes[at + 2 + i] ?? 0) << 24) >> 24);
  },
  // The first half of a block lies in the low nibbles, the second in the high ones.
  Q4_0(bytes, at, out, to, half) {
    const d = half(at);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 2 + i] ?? 0;
      out[to + i] = d * ((pair & 15) - 8);
      out[to + 16 + i] = d * ((pair >> 4) - 8);
    }
  },
  Q4_K(bytes, at, out, to, half) {
    const d = half(at);
    const dmin = half(at + 2);
    for (let pair = 0; pair < 4; pair++) {
      const quants = at + 16 + 32 * pair;
      for (let high = 0; high < 2; high++) {
        const { scale, min } = scaleMin(bytes, at + 4, 2 * pair + high, d, dmin);
        const start = to + 64 * pair + 32 * high;
        for (let i = 0; i < 32; i++) {
          const q = ((bytes[quants + i] ?? 0) >> (4 * high)) & 15;
          out[start + i] = Math.fround(scale * q) - min;
        }
      }
    }
  },
  // Q4_K with the fifth bit of group g in bit g of 32 further bytes.
  Q5_K(bytes, at, out, to, half) {
    const d = half(at);
    const dmin = half(at + 2);
    for (let group = 0; group < 8; group++) {
      const { scale, min } = scaleMin(bytes, at + 4, group, d, dmin);
      const quants = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        const fifth = ((bytes[at + 16 + i] ?? 0) >> group) & 1;
        const q = (((bytes[quants + i] ?? 0) >> shift) & 15) | (fifth << 4);
        out[to + 32 * group + i] = Math.fround(scale * q) - min;
      }
    }
  },
  // 128 bytes of low nibbles, 64 bytes of upper pairs of bits, 16 signed scales, one half.
  Q6_K(bytes, at, out, to, half) {
    const d = half(at + 208);
    for (let group = 0; group < 8; group++) {
      const side = group >> 2;
      const quarter = group & 3;
      const low = at + 64 * side + 32 * (quarter & 1);
      const high = at + 128 + 32 * side;
      for (let part = 0; part < 2; part++) {
        const scale = Math.fround(d * (((bytes[at + 192 + 2 * group + part] ?? 0) << 24) >> 24));
        for (let i = 16 * part; i < 16 * part + 16; i++) {
          const nibble = ((bytes[low + i] ?? 0) >> (4 * (quarter >> 1))) & 15;
          const upper = ((bytes[high + i] ?? 0) >> (2 * quarter)) & 3;
          out[to + 32 * group + i] = scale * ((nibble | (upper << 4)) - 32);
        }
      }
    }
  },
};

/** Scale and minimum of group `j` of eight, six bits each in 12 bytes: `get_scale_min_k4` of ggml-quants.c. */
function scaleMin(bytes: Uint8Array, at: number, j: number, d: number, dmin: number) {
  const byte = (i: number) => bytes[at + i] ?? 0;
  const [scale, min] =
    j < 4
      ? [byte(j) & 63, byte(j + 4) & 63]
      : [(byte(j + 4) & 15) | ((byte(j - 4) >> 6) << 4), (byte(j + 4) >> 4) | ((byte(j) >> 6) << 4)];
  return { scale: Math.fround(d * scale), min: Math.fround(dmin * min) };
}

/** Reads little-endian half-precision numbers at byte offsets. */
export function halfReader(bytes: Uint8Array): HalfAt {
  const table = halfTable();
  return (at) => table[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] ?? 0;
}
