import { BLOCK, blockBytes } from '../pack/layout.ts';
import type { QuantisedRows } from '../quantise/quantise.ts';
import { halfReader } from './dequantise.ts';
import { GGML_BLOCKS } from './types.ts';

/**
 * Whether a block format can be copied into a pack's without loss. Both have blocks of 32 along a row with one half
 * precision scale and a zero point in the middle; so 8-bit levels go into `q8` and 4-bit ones into either. The
 * K-quants cannot: two of them have a minimum per block, and all have finer or nested scales.
 */
export function isRepackable(dtype: string, kind: 'q4' | 'q8'): dtype is 'Q4_0' | 'Q8_0' {
  return dtype === 'Q4_0' || (dtype === 'Q8_0' && kind === 'q8');
}

/**
 * Blocks of a GGUF file as blocks of a pack, with the same levels and scales: dequantised they give the same values.
 * @throws RangeError when a scale is not finite
 */
export function repackBlocks(dtype: 'Q4_0' | 'Q8_0', kind: 'q4' | 'q8', bytes: Uint8Array): QuantisedRows {
  const size = GGML_BLOCKS[dtype].bytes;
  const count = bytes.length / size;
  const data = new Uint8Array(count * blockBytes(kind));
  const scales = new Float32Array(count);
  const levels = new Int8Array(BLOCK);
  const half = halfReader(bytes);
  let squaredNorm = 0;
  for (let block = 0; block < count; block++) {
    const scale = half(block * size);
    if (!Number.isFinite(scale)) throw new RangeError(`the scale of block ${block} is not finite`);
    readLevels(dtype, bytes, block * size + 2, levels);
    scales[block] = scale;
    let squares = 0;
    for (let i = 0; i < BLOCK; i++) squares += (levels[i] ?? 0) ** 2;
    squaredNorm += squares * scale * scale;
    writeLevels(kind, levels, data, block * blockBytes(kind));
  }
  return { data, scales, squaredError: 0, squaredNorm };
}

function readLevels(dtype: 'Q4_0' | 'Q8_0', bytes: Uint8Array, at: number, levels: Int8Array): void {
  if (dtype === 'Q8_0') {
    for (let i = 0; i < BLOCK; i++) levels[i] = bytes[at + i] ?? 0;
    return;
  }
  for (let i = 0; i < BLOCK / 2; i++) {
    const pair = bytes[at + i] ?? 0;
    levels[i] = (pair & 15) - 8;
    levels[i + BLOCK / 2] = (pair >> 4) - 8;
  }
}

function writeLevels(kind: 'q4' | 'q8', levels: Int8Array, data: Uint8Array, to: number): void {
  if (kind === 'q8') {
    for (let i = 0; i < BLOCK; i++) data[to + i] = (levels[i] ?? 0) + 128;
    return;
  }
  for (let i = 0; i < BLOCK / 2; i++)
    data[to + i] = ((levels[2 * i] ?? 0) + 8) | (((levels[2 * i + 1] ?? 0) + 8) << 4);
}
