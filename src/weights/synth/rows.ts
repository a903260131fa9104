import { roundToHalf } from '../float16.ts';
import { BLOCK, blockBytes, blocksPerRow } from '../pack/layout.ts';
import type { RandomWords } from './random.ts';

/** Standard deviation of levels that are drawn evenly from the whole range of the kind. */
const LEVEL_DEVIATION = { q4: Math.sqrt((16 ** 2 - 1) / 12), q8: Math.sqrt((256 ** 2 - 1) / 12) } as const;
/** Entries of the table of scales; a power of two. */
const SCALES = 256;

/** Packed levels of `rows` rows, drawn evenly from the whole range; the padding of K is level zero. */
export function randomLevels(
  kind: 'q4' | 'q8',
  rows: number,
  columns: number,
  random: RandomWords,
): Uint8Array {
  const bytes = blocksPerRow(columns) * blockBytes(kind);
  const data = new Uint8Array(rows * bytes);
  random.fill(new Uint32Array(data.buffer));
  if (columns % BLOCK === 0) return data;
  const used = kind === 'q8' ? columns : columns / 2;
  for (let row = 0; row < rows; row++) {
    data.fill(kind === 'q8' ? 0x80 : 0x88, row * bytes + Math.ceil(used), (row + 1) * bytes);
    const half = row * bytes + Math.floor(used);
    if (used % 1 !== 0) data[half] = ((data[half] ?? 0) & 0x0f) | 0x80;
  }
  return data;
}

/**
 * Scales for such levels, so that the weights have mean 0 and variance 1/columns: a product with a vector of
 * norm √columns then has values of about 1, whatever its length. Signs alternate at random, because the range
 * of levels reaches one further below zero than above.
 */
export function randomScales(
  kind: 'q4' | 'q8',
  count: number,
  columns: number,
  random: RandomWords,
): Float32Array {
  const mean = 1 / Math.sqrt(columns) / LEVEL_DEVIATION[kind];
  const table = Float32Array.from({ length: SCALES }, (_, i) => {
    const size = roundToHalf(mean * (0.75 + (0.5 * (i >> 1)) / (SCALES / 2)));
    return i % 2 === 0 ? size : -size;
  });
  const words = new Uint32Array(count);
  random.fill(words);
  return Float32Array.from(words, (word) => table[word >>> 24] ?? 0);
}

/** Values drawn evenly from −limit to limit. */
export function randomFloats(count: number, limit: number, random: RandomWords): Float32Array {
  const words = new Uint32Array(count);
  random.fill(words);
  return Float32Array.from(words, (word) => (word / 2 ** 31 - 1) * limit);
}
