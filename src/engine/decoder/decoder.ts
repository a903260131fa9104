import type { OpenPack } from '../../weights/pack/read.ts';
import type { DecoderConfig } from '../config.ts';
import type { EngineDevice } from '../device/device.ts';
import { planAttention } from '../graph/attention-range.ts';
import { buildDecoder, kvNames } from '../graph/decoder.ts';
import { ALL_FLOAT, planHalf } from '../graph/half.ts';
import type { KvCache } from '../kv/cache.ts';
import { createKvCache } from '../kv/create.ts';
import type { InferenceSession, OrtRuntime, Tensor } from '../ort/runtime.ts';
import { externalData } from '../pack/external-data.ts';
import { floatPack } from '../pack/float-pack.ts';
import { createSession } from '../session.ts';
import { CpuRotaryCache, GpuRotaryCache, type RotaryCache } from './rotary-cache.ts';
import type { RotaryRows } from './rotary-table.ts';

export interface DecoderStep {
  /** Embeddings of the new tokens, [tokens, hidden]. */
  embeds: Float32Array;
  /** Their rotary angles, one row per token. */
  rotary: RotaryRows;
  /** Tokens before these whose keys and values count; more than that in the cache is overwritten. */
  past: number;
  /** Which of the new tokens' logits are wanted, e.g. [tokens − 1]. */
  logitRows: readonly number[];
}

/** The language model's session with its KV cache: one sequence. */
export class Decoder {
  readonly #runtime: OrtRuntime;
  readonly #config: DecoderConfig;
  readonly #session: InferenceSession;
  readonly #kv: KvCache;
  readonly #rotary: RotaryCache;

  private constructor(
    runtime: OrtRuntime,
    config: DecoderConfig,
    session: InferenceSession,
    kv: KvCache,
    rotary: RotaryCache,
  ) {
    this.#runtime = runtime;
    this.#config = config;
    this.#session = session;
    this.#kv = kv;
    this.#rotary = rotary;
  }

  /** @param contextTokens to set memory aside for now; left out, the cache grows as needed */
  static async create(
    runtime: OrtRuntime,
    device: EngineDevice,
    open: OpenPack,
    contextTokens?: number,
  ): Promise<Decoder> {
    const config = open.config.text;
    const accuracy = device.backend === 'webgpu' ? device.accuracy : 0;
    // Of the embedding only rows are read, unless it is the vocabulary matrix as well.
    const used = (name: string) => !name.startsWith('visual.') && (name !== 'embed' || config.tied);
    const weights = device.backend === 'cpu' && !device.half ? await floatPack(open, used) : open;
    const plan = device.half ? await planHalf(open, 'decoder') : ALL_FLOAT;
    const plain = device.backend === 'cpu' && !device.half && device.kv !== 'float16';
    const attention = plain ? 'plain' : 'fused';
    const folds = device.kv === 'float16' ? await planAttention(open) : [];
    const model = buildDecoder(weights.pack, config, accuracy, plan, device.kv, attention, folds);
    const session = await createSession(runtime, device, model, await externalData(weights, runtime, device));
    const half = config.headDim / 2;
    const reserved = Math.min(contextTokens ?? 0, config.maxPositions);
    const rotary =
      device.backend === 'cpu'
        ? new CpuRotaryCache(runtime, half)
        : new GpuRotaryCache(runtime, device.gpu, half, reserved);
    const kv = createKvCache(runtime, device, config);
    if (reserved > 0) await kv.prepare(reserved);
    return new Decoder(runtime, config, session, kv, rotary);
  }

  /** Runs the new tokens through all layers; returns logits [logitRows.length, vocab]. */
  async forward({ embeds, rotary, past, logitRows }: DecoderStep): Promise<Float32Array> {
    const tokens = embeds.length / this.#config.hiddenSize;
    const total = past + tokens;
    const kv = await this.#kv.prepare(total);
    const { Tensor } = this.#runtime;
    const feeds: Record<string, Tensor> = {
      inputs_embeds: new Tensor('float32', embeds, [tokens, this.#config.hiddenSize]),
      ...this.#rotary.write(past, rotary),
      seqlens_k: new Tensor('int32', Int32Array.of(total - 1), [1]),
      total_sequence_length: new Tensor('int32', Int32Array.of(total), []),
      logit_rows: new Tensor('int64', BigInt64Array.from(logitRows, BigInt), [logitRows.length]),
    };
    const fetches: Record<string, Tensor | null> = { logits: null };
    for (let layer = 0; layer < this.#config.layers; layer++) {
      const names = kvNames(layer);
      const before = kv.past[layer];
      if (!before)
        throw new Error(`the KV cache has ${kv.past.length} layers, the model ${this.#config.layers}`);
      feeds[names.pastKey] = before.key;
      feeds[names.pastValue] = before.value;
      fetches[names.presentKey] = kv.present?.[layer]?.key ?? null;
      fetches[names.presentValue] = kv.present?.[layer]?.value ?? null;
    }
    const results = await this.#session.run(feeds, fetches);
    const result = (name: string): Tensor => {
      const tensor = results[name];
      if (!tensor) throw new Error(`the decoder returned no ${name}`);
      return tensor;
    };
    const present = Array.from({ length: this.#config.layers }, (_, layer) => {
      const names = kvNames(layer);
      return { key: result(names.presentKey), value: result(names.presentValue) };
    });
    this.#kv.keep(present);
    const logits = result('logits').data;
    if (!(logits instanceof Float32Array)) throw new Error('the logits are not float32');
    return logits;
  }

  /** Keys and values of the first `length` tokens; see `KvCache.read`. */
  readKv(length: number): AsyncIterable<Uint8Array> {
    return this.#kv.read(length);
  }

  /** Bytes that `readKv` gives in all. */
  kvBytes(length: number): number {
    return this.#kv.bytes(length);
  }

  /** Puts back what `readKv` gave, one after the other. */
  writeKv(length: number, rows: Uint8Array): void {
    this.#kv.write(length, rows);
  }

  async dispose(): Promise<void> {
    this.#kv.dispose();
    this.#rotary.dispose();
    await this.#session.release();
  }
}
