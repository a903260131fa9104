import { sentSize } from '../../fara/profile.ts';
import { fara7b } from '../../fara/profiles/fara-7b.ts';
import { profiles } from '../../fara/profiles/index.ts';
import { CONTEXTS, DEFAULT_CONTEXT, type MemoryNeeds } from '../../protocol/memory.ts';
import type { Pack } from '../../protocol/pack.ts';
import { alignUp, matrixShape } from '../../weights/pack/layout.ts';
import { shardBytes } from '../../weights/pack/size.ts';
import { type Qwen25VlConfig, readQwen25VlConfig } from '../../weights/qwen2_5_vl/config.ts';
import { canonicalTensors } from '../../weights/qwen2_5_vl/tensors.ts';
import type { KvType } from '../graph/attention.ts';
import { PIECE_LIMIT } from '../graph/weights.ts';
import { KV_TYPES } from '../kv/cache.ts';
import { CHUNK_TOKENS } from './chunk.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Embedding rows kept after their first use; see `EmbeddingTable`. */
const KEPT_ROWS = 8192;
/** Screenshots whose embeddings are kept; see `ImageEncoder`. */
const KEPT_IMAGES = 8;
/** bytes of the engine's worker with a loaded model, without what is counted apart: measured at 0.2 GB. */
const RUNTIME = 200e6;
/** bytes of a tokenizer in memory per entry of its vocabulary */
const TOKENIZER_ENTRY = 700;

/** What is asked of the budget besides the pack. */
export interface BudgetRequest {
  /** Tokens of prompt and answer that there must be room for, cut to what the model was made for. */
  contextTokens?: number;
  chunkTokens?: number;
  /** How keys and values are kept on the GPU; left out: `float`. */
  kv?: KvType;
}

/**
 * What a pack takes before it is loaded, from pack.json alone.
 * @throws WeightsError `bad-config` where the pack's config is no geometry
 */
export function memoryNeeds(pack: Pack, request: BudgetRequest): MemoryNeeds {
  const config = readQwen25VlConfig(pack.config);
  const { contextTokens, chunkTokens, kv } = settled(request, config);
  const weights = gpuWeights(pack, config);
  const perToken = conversationBytesPerToken(config, kv);
  const conversation = contextTokens * perToken;
  const image = screenshot(pack, config);
  const work = workBytes(config, chunkTokens, image.patches);
  const total = weights.bytes + conversation + work;
  const pieces = [
    weights.largest,
    { what: 'the keys of one layer', bytes: conversation / config.text.layers / 2 },
    { what: 'one step of the vision tower', bytes: widestVisionBytes(config, image.patches) },
  ];
  const offered = CONTEXTS.filter((tokens) => tokens <= config.text.maxPositions);
  const contexts = [...new Set([...offered, contextTokens])].sort((a, b) => a - b);
  return {
    contextTokens,
    chunkTokens,
    screenshotTokens: image.tokens,
    gpu: { weights: weights.bytes, conversation, work, total },
    processor: weights.unpacked,
    page: {
      // Read into memory as a whole, and copied once into a buffer that the GPU process can see.
      staging: 2 * weights.largest.bytes,
      kept:
        RUNTIME +
        KEPT_ROWS * config.text.hiddenSize * FLOAT +
        KEPT_IMAGES * image.tokens * config.text.hiddenSize * FLOAT +
        (pack.files.includes('tokenizer.json') ? config.text.vocabSize * TOKENIZER_ENTRY : 0),
    },
    largest: pieces.reduce((a, b) => (b.bytes > a.bytes ? b : a)),
    contexts: contexts.map((tokens) => ({
      contextTokens: tokens,
      gpuBytes: total + (tokens - contextTokens) * perToken,
    })),
    at4Bits: at4Bits(pack, config, total),
  };
}

/** Keys and values of one token in all layers, bytes. */
function conversationBytesPerToken({ text }: Qwen25VlConfig, kv: KvType): number {
  return text.layers * 2 * text.kvHeads * text.headDim * KV_TYPES[kv].bytes;
}

function settled({ contextTokens, chunkTokens, kv }: BudgetRequest, { text }: Qwen25VlConfig) {
  return {
    contextTokens: Math.min(contextTokens ?? DEFAULT_CONTEXT, text.maxPositions),
    chunkTokens: chunkTokens ?? CHUNK_TOKENS,
    kv: kv ?? ('float' as const),
  };
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

/** One screenshot of the viewport the model was trained at; Fara-7B's where the pack names no profile. */
function screenshot(pack: Pack, { vision }: Qwen25VlConfig): { patches: number; tokens: number } {
  const profile = profiles.find(({ id }) => id === pack.profile) ?? fara7b;
  const { width, height } = sentSize(profile, profile.viewport);
  const patches = (width * height) / vision.patchSize ** 2;
  return { patches, tokens: patches / vision.spatialMergeSize ** 2 };
}

/**
 * The most one pass holds: the gated MLP with its three wide products, beside the residual stream, its sum, the
 * normed input and the projections of attention. Attention itself goes tile by tile and keeps no table of scores.
 */
function workBytes({ text, vision }: Qwen25VlConfig, chunkTokens: number, patches: number): number {
  const row = (hidden: number, inter: number, attention: number) =>
    (3 * inter + 3 * hidden + attention) * FLOAT;
  const qkv = (text.heads + 2 * text.kvHeads) * text.headDim;
  const decoder = chunkTokens * row(text.hiddenSize, text.intermediateSize, qkv);
  const tower = patches * row(vision.hiddenSize, vision.intermediateSize, 3 * vision.hiddenSize);
  // The runtime keeps freed buffers for the next pass, and the two graphs' buffers differ in size.
  return decoder + tower;
}

function widestVisionBytes({ vision }: Qwen25VlConfig, patches: number): number {
  return patches * Math.max(3 * vision.hiddenSize, vision.intermediateSize) * FLOAT;
}

/** The whole if this pack's model were stored at 4 bits; null where that would not be less. */
function at4Bits(pack: Pack, config: Qwen25VlConfig, total: number): number | null {
  const saved = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0) - shardBytes(config, 'q4');
  return pack.quant === 'q4' || saved <= 0 ? null : total - saved;
}
