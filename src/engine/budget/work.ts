import type { Size } from '../../protocol/geometry.ts';
import type { Pack } from '../../protocol/pack.ts';
import type { Qwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';
import { windowPatches } from '../config.ts';
import { screenshotSize } from './screenshot.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
const MIB = 2 ** 20;

/**
 * bytes: the sizes in which ONNX Runtime's WebGPU provider makes buffers; a larger one has the size it needs.
 * Source: `BUCKET_DEFAULT_LIMIT_TABLE` in core/providers/webgpu.
 */
const BUCKETS = [
  ...[64, 128, 256, 512, 2048],
  ...Array.from({ length: 12 }, (_, i) => 2 ** (12 + i)),
  ...[12 * MIB, 16 * MIB, 25 * MIB, 32 * MIB, 44_236_800, 58_982_400, 64 * MIB, 128 * MIB, 160 * MIB],
];

/**
 * Values of one width that a pass holds at once. A buffer that a node is done with can be used again only when its
 * commands went to the GPU, 16 at a time, so that these are nearly all values of a layer, and not only those still
 * needed. Counted with `npm run bench -- gpu --only memory`, and rounded up.
 */
const HELD = {
  decoder: { hidden: 8, inter: 4, attention: 3 },
  vision: { hidden: 16, inter: 7, patches: 2 },
  /** where the gated MLP goes over the rows in pieces, three of which are under way */
  pieces: { inter: 14 },
} as const;

/** bytes above which the widest value of the vision tower is made in pieces */
const WIDEST = 16 * MIB;

/** How many buffers of each size a pass holds. */
type Buffers = Map<number, number>;

/**
 * bytes of GPU memory that passes hold besides weights, keys and values: one through the vision tower with an image, or
 * one through the decoder with a prompt's chunk. Both draw on one stock of buffers, which the runtime keeps. Attention
 * goes tile by tile and keeps no table of scores.
 */
export function workBytes(config: Qwen25VlConfig, chunkTokens: number, image: Size, pieces: number): number {
  const stock: Buffers = new Map();
  for (const pass of [decoderPass(config, chunkTokens), visionPass(config, image, pieces)]) {
    for (const [bytes, count] of pass) stock.set(bytes, Math.max(count, stock.get(bytes) ?? 0));
  }
  return [...stock].reduce((sum, [bytes, count]) => sum + bytes * count, 0);
}

/** In how many pieces the vision tower's gated MLP goes over the rows of a screenshot, on a GPU. */
export function visionPieces(config: Qwen25VlConfig, pack: Pick<Pack, 'profile'>): number {
  const rows = paddedRows(config, screenshotSize(pack));
  return Math.ceil((rows * config.vision.intermediateSize * FLOAT) / WIDEST);
}

/** bytes of the widest value of a pass through the vision tower. */
export function widestVisionBytes(config: Qwen25VlConfig, image: Size, pieces: number): number {
  const { hiddenSize, intermediateSize } = config.vision;
  const rows = paddedRows(config, image);
  return Math.max(rows * hiddenSize, Math.ceil(rows / pieces) * intermediateSize) * FLOAT;
}

/** Patches of an image, every window filled up. */
function paddedRows({ vision }: Qwen25VlConfig, { width, height }: Size): number {
  const side = vision.windowSize;
  return Math.ceil(width / side) * Math.ceil(height / side) * windowPatches(vision);
}

function decoderPass({ text }: Qwen25VlConfig, tokens: number): Buffers {
  const { hidden, inter, attention } = HELD.decoder;
  return buffersOf(tokens, [
    [text.hiddenSize, hidden],
    [text.intermediateSize, inter],
    [(text.heads + 2 * text.kvHeads) * text.headDim, attention],
  ]);
}

function visionPass(config: Qwen25VlConfig, image: Size, pieces: number): Buffers {
  const { hiddenSize, intermediateSize, patchValues } = config.vision;
  const { hidden, inter, patches } = HELD.vision;
  const rows = paddedRows(config, image);
  const whole = [[hiddenSize, hidden] as const, [patchValues, patches] as const];
  if (pieces === 1) return buffersOf(rows, [...whole, [intermediateSize, inter]]);
  const part = Math.ceil(rows / pieces);
  const stock = buffersOf(rows, whole);
  // What is cut up and what is joined again, and the MLP in between.
  const parts = buffersOf(part, [
    [hiddenSize, 2 * pieces] as const,
    [intermediateSize, HELD.pieces.inter] as const,
  ]);
  for (const [bytes, count] of parts) stock.set(bytes, count + (stock.get(bytes) ?? 0));
  return stock;
}

/** `counts` values of [rows, width] each. */
function buffersOf(rows: number, values: readonly (readonly [width: number, count: number])[]): Buffers {
  const buffers: Buffers = new Map();
  for (const [width, count] of values) {
    const bytes = bufferBytes(rows * width * FLOAT);
    buffers.set(bytes, (buffers.get(bytes) ?? 0) + count);
  }
  return buffers;
}

function bufferBytes(bytes: number): number {
  return BUCKETS.find((size) => size >= bytes) ?? bytes;
}
