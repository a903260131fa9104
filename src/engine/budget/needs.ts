import type { Size } from '../../protocol/geometry.ts';
import { CONTEXTS, DEFAULT_CONTEXT, type MemoryNeeds } from '../../protocol/memory.ts';
import type { Pack } from '../../protocol/pack.ts';
import { alignUp, matrixShape } from '../../weights/pack/layout.ts';
import { shardBytes } from '../../weights/pack/size.ts';
import { type Qwen25VlConfig, readQwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';
import { canonicalTensors } from '../../weights/qwen2_5_vl/tensors.ts';
import type { KvType } from '../graph/attention.ts';
import { PIECE_LIMIT } from '../graph/weights.ts';
import { KV_TYPES } from '../kv/cache.ts';
import { chunkFor } from './chunk.ts';
import { screenshotSize } from './screenshot.ts';
import { visionPieces, widestVisionBytes, workBytes } from './work.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Embedding rows kept after their first use; see `EmbeddingTable`. */
const KEPT_ROWS = 8192;
/** Screenshots whose embeddings are kept; see `ImageEncoder`. */
const KEPT_IMAGES = 8;
/** bytes of the engine's worker with a loaded model, without what is counted apart: measured at 0.2 GB. */
const RUNTIME = 200e6;
/** The goal: beside keys and values, a model takes no more of the GPU than this much of its size on the disk. */
const GPU_PER_PACK = 1.15;
/** bytes for prefill calls that are always granted: small packs leave less than their activations by that rule. */
const LEAST_ROOM = 64e6;
/** bytes of a tokenizer in memory per entry of its vocabulary */
const TOKENIZER_ENTRY = 700;

/** What is asked of the budget besides the pack. */
export interface BudgetRequest {
  /** Tokens of prompt and answer that there must be room for, cut to what the model was made for. */
  contextTokens?: number;
  /** Prompt tokens per call; left out: as many as suit the budget. */
  chunkTokens?: number;
  /** Of the image that is looked at, px; left out: a screenshot of the viewport the model was trained at. */
  image?: Size;
  /** How keys and values are kept on the GPU; left out: `float`. */
  kv?: KvType;
}

/**
 * What a pack takes before it is loaded, from pack.json alone.
 * @throws WeightsError `bad-config` where the pack's config is no geometry
 */
export function memoryNeeds(pack: Pack, request: BudgetRequest): MemoryNeeds {
  const config = readQwen25VlConfig(pack.config);
  const contextTokens = Math.min(request.contextTokens ?? DEFAULT_CONTEXT, config.text.maxPositions);
  const weights = gpuWeights(pack, config);
  const keysAndValues = keysAndValuesPerToken(config, request.kv ?? 'float');
  const perToken = keysAndValues + rotaryPerToken(config);
  const conversation = contextTokens * perToken;
  const image = request.image ?? screenshotSize(pack);
  const pieces = visionPieces(config, pack);
  const workOf = (tokens: number) => workBytes(config, tokens, image, pieces);
  const room = Math.max(LEAST_ROOM, GPU_PER_PACK * packBytes(pack) - weights.bytes);
  const chunkTokens =
    request.chunkTokens ?? chunkFor((tokens) => workOf(tokens) <= room, decoderTokenOperations(config));
  const work = workOf(chunkTokens);
  const imageTokens =
    (image.width * image.height) / (config.vision.patchSize * config.vision.spatialMergeSize) ** 2;
  const total = weights.bytes + conversation + work;
  const widest = [
    weights.largest,
    { what: 'the keys of one layer', bytes: (contextTokens * keysAndValues) / config.text.layers / 2 },
    { what: 'one step of a prefill call', bytes: chunkTokens * config.text.intermediateSize * FLOAT },
    { what: 'one step of the vision tower', bytes: widestVisionBytes(config, image, pieces) },
  ];
  const offered = CONTEXTS.filter((tokens) => tokens <= config.text.maxPositions);
  const contexts = [...new Set([...offered, contextTokens])].sort((a, b) => a - b);
  return {
    contextTokens,
    chunkTokens,
    screenshotTokens: imageTokens,
    gpu: { weights: weights.bytes, conversation, work, total },
    processor: weights.unpacked,
    page: {
      // Read into memory as a whole, and copied once into a buffer that the GPU process can see.
      staging: 2 * weights.largest.bytes,
      kept:
        RUNTIME +
        KEPT_ROWS * config.text.hiddenSize * FLOAT +
        KEPT_IMAGES * imageTokens * config.text.hiddenSize * FLOAT +
        (pack.files.includes('tokenizer.json') ? config.text.vocabSize * TOKENIZER_ENTRY : 0),
    },
    largest: widest.reduce((a, b) => (b.bytes > a.bytes ? b : a)),
    contexts: contexts.map((tokens) => ({
      contextTokens: tokens,
      gpuBytes: total + (tokens - contextTokens) * perToken,
    })),
    at4Bits: at4Bits(pack, config, total),
  };
}

/** Keys and values of one token in all layers, bytes. */
function keysAndValuesPerToken({ text }: Qwen25VlConfig, kv: KvType): number {
  return text.layers * 2 * text.kvHeads * text.headDim * KV_TYPES[kv].bytes;
}

/** The cosines and sines of one token's place, once for all layers, bytes; see `GpuRotaryCache`. */
function rotaryPerToken({ text }: Qwen25VlConfig): number {
  return 2 * (text.headDim / 2) * FLOAT;
}

/** Everything but an embedding that is only gathered, which stays on the disk. */
function gpuWeights(pack: Pack, config: Qwen25VlConfig) {
  let bytes = 0;
  let unpacked = 0;
  let largest = { what: '', bytes: 0 };
  for (const { name } of canonicalTensors(config)) {
    const tensor = pack.tensors[name];
    if (!tensor || (name === 'embed' && !config.text.tied)) continue;
    bytes += alignUp(tensor.data.bytes) + alignUp(tensor.scales?.bytes ?? 0);
    const { rows, columns } = matrixShape(tensor.shape);
    unpacked += rows * columns * FLOAT;
    // Larger ones go to the GPU in pieces.
    const piece = Math.min(tensor.data.bytes, PIECE_LIMIT);
    if (piece > largest.bytes) largest = { what: `the tensor ${name}`, bytes: piece };
  }
  return { bytes, largest, unpacked };
}

/** Two for every weight of the layers; attention, which grows with the context, is left out. */
function decoderTokenOperations({ text }: Qwen25VlConfig): number {
  const { hiddenSize, heads, kvHeads, headDim, intermediateSize, layers } = text;
  const attention = hiddenSize * headDim * (2 * heads + 2 * kvHeads);
  return 2 * layers * (attention + 3 * hiddenSize * intermediateSize);
}

function packBytes({ shards }: Pack): number {
  return shards.reduce((sum, shard) => sum + shard.bytes, 0);
}

/** The whole if this pack's model were stored at 4 bits; null where that would not be less. */
function at4Bits(pack: Pack, config: Qwen25VlConfig, total: number): number | null {
  const saved = packBytes(pack) - shardBytes(config, 'q4');
  return pack.quant === 'q4' || saved <= 0 ? null : total - saved;
}
