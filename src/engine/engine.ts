import type { GenerateResult, LoadProgress } from '../protocol/engine.ts';
import { type OpenPack, openPack } from '../weights/pack/read.ts';
import type { FolderSource } from '../weights/source.ts';
import { CHUNK_TOKENS } from './budget/chunk.ts';
import { readModelConfig } from './config.ts';
import { Decoder } from './decoder/decoder.ts';
import type { EngineDevice } from './device/device.ts';
import { decode } from './generate/decode.ts';
import { generate } from './generate/generate.ts';
import type { GenerateOptions, Model } from './generate/model.ts';
import { prefill } from './generate/prefill.ts';
import { CachedSequence } from './generate/sequence.ts';
import { Stopwatch } from './generate/stopwatch.ts';
import { TokenGrammars } from './grammar/grammar.ts';
import { ImageNumbers } from './kv/prefix.ts';
import type { OrtRuntime } from './ort/runtime.ts';
import { EmbeddingTable } from './pack/embedding.ts';
import { loadTokenizer } from './pack/tokenizer-files.ts';
import type { PromptInput } from './prompt/input.ts';
import type { SnapshotStore } from './snapshot/format.ts';
import { snapshotIdentity } from './snapshot/identity.ts';
import { PromptSnapshot } from './snapshot/prompt-snapshot.ts';
import { PastAnswers } from './speculation/past-answers.ts';
import { ImageEncoder } from './vision/image-encoder.ts';
import { VisionTower } from './vision/tower.ts';

export interface LoadOptions {
  /** Tokens of prompt and answer to set memory aside for; left out, it grows as needed. */
  contextTokens?: number | undefined;
  /** Tokens per prefill call; left out: a number that suits most models. */
  chunkTokens?: number | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Where the system prompt's keys and values are kept; left out: nowhere. */
  snapshots?: ((packHash: string) => SnapshotStore | undefined) | undefined;
}

/** What `forward` computes, for comparing with a reference implementation. */
export interface ForwardTensors {
  inputIds: number[];
  /** [image tokens, hidden] of all images in order. */
  imageEmbeds: Float32Array;
  /** [positions, vocab]: every position's, or the last one's. */
  logits: Float32Array;
  generated: GenerateResult;
}

/**
 * A loaded model on a device: generates text from chat messages with screenshots. Keeps the keys and values of
 * its last sequence, so a prompt that goes on from it costs only what is new. Calls are carried out one after
 * the other. The same class runs in the extension's worker and in Node.
 */
export class Engine {
  readonly pack: OpenPack;
  readonly device: EngineDevice;
  readonly #model: Model;
  readonly #parts: readonly { dispose(): Promise<void> }[];
  readonly #snapshot: PromptSnapshot | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    pack: OpenPack,
    device: EngineDevice,
    parts: readonly { dispose(): Promise<void> }[],
    model: Model,
    snapshot: PromptSnapshot | undefined,
  ) {
    this.pack = pack;
    this.device = device;
    this.#model = model;
    this.#parts = parts;
    this.#snapshot = snapshot;
  }

  /**
   * Opens a pack and builds its sessions.
   * @throws WeightsError for a broken pack; the signal's reason; what ONNX Runtime throws
   */
  static async load(
    folder: FolderSource,
    runtime: OrtRuntime,
    device: EngineDevice,
    { contextTokens, chunkTokens, onProgress, signal, snapshots }: LoadOptions = {},
  ): Promise<Engine> {
    const enter = (stage: LoadProgress['stage'], share: number) => {
      signal?.throwIfAborted();
      onProgress?.({ stage, share });
    };
    enter('pack', 0.05);
    const pack = await openPack(folder);
    const parts: { dispose(): Promise<void> }[] = [];
    try {
      const config = readModelConfig(pack.pack);
      const tokenizer = await loadTokenizer(pack);
      enter('vision', 0.1);
      const tower = await VisionTower.create(runtime, device, pack);
      parts.push(tower);
      enter('decoder', 0.25);
      const decoder = await Decoder.create(runtime, device, pack, contextTokens);
      parts.push(decoder);
      if (device.backend === 'webgpu') {
        // A full memory is reported only when the work that needed it is done.
        await device.gpu.queue.onSubmittedWorkDone();
        device.faults.check();
      }
      const sequence = new CachedSequence(decoder, config.decoder);
      const store = snapshots?.(pack.packHash);
      const snapshot = store && new PromptSnapshot(store, snapshotIdentity(pack, device, runtime));
      await snapshot?.restore(sequence);
      enter('ready', 1);
      const model = {
        config,
        contextTokens: contextTokens ?? Number.POSITIVE_INFINITY,
        chunkTokens: chunkTokens ?? CHUNK_TOKENS,
        tokenizer,
        grammars: new TokenGrammars(tokenizer, config.decoder.vocabSize),
        embedding: new EmbeddingTable(pack),
        images: new ImageEncoder(tower, config.vision),
        imageNumbers: new ImageNumbers(),
        sequence,
        pastAnswers: new PastAnswers(),
      };
      return new Engine(pack, device, [decoder, tower], model, snapshot);
    } catch (error) {
      for (const part of parts) await part.dispose();
      await pack.close();
      if (device.backend === 'webgpu') device.faults.check(error);
      throw error;
    }
  }

  /** @throws the signal's reason; EngineError `bad-request` or `device-lost` */
  generate(input: PromptInput, options: GenerateOptions): Promise<GenerateResult> {
    const answer = this.#alone(() => generate(this.#model, input, options));
    const snapshot = this.#snapshot;
    // Only the next call waits for this, and an answer is not lost by it: a GPU that breaks here fails the next call.
    const kept = async () => {
      await answer;
      await snapshot?.keep(this.#model.sequence, input, this.#model.tokenizer);
    };
    if (snapshot) this.#alone(kept).catch(() => {});
    return answer;
  }

  /** One fresh forward pass, followed by a generation from it. */
  forward(input: PromptInput, options: GenerateOptions & { allLogits: boolean }): Promise<ForwardTensors> {
    return this.#alone(async () => {
      const watch = new Stopwatch();
      const prefilled = await prefill(this.#model, input, { ...options, fresh: true }, watch);
      const imageEmbeds = prefilled.imageEmbeds();
      const logits = prefilled.logits.slice();
      const generated = await decode(this.#model, prefilled, options, watch);
      return { inputIds: prefilled.prompt.ids, imageEmbeds, logits, generated };
    });
  }

  /** Forgets the kept sequence and past answers; the next prompt is read from its start. */
  forget(): Promise<void> {
    return this.#alone(async () => {
      this.#model.sequence.clear();
      this.#model.pastAnswers.clear();
    });
  }

  /** Waits for what is running, then frees everything, also after the GPU was lost. */
  async dispose(): Promise<void> {
    await this.#queue;
    for (const part of this.#parts) await part.dispose();
    await this.pack.close();
  }

  /** ONNX Runtime runs one thing at a time. Results of a faulty GPU are not handed out. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const faults = this.device.backend === 'webgpu' ? this.device.faults : undefined;
    const result = this.#queue.then(async () => {
      try {
        const done = await (faults ? faults.watch(work) : work());
        faults?.check();
        return done;
      } catch (cause) {
        faults?.check(cause);
        throw cause;
      }
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
