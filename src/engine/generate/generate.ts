import type { Tokenizer } from '../../fara/tokenizer.ts';
import type { GenerateResult } from '../../protocol/engine.ts';
import type { OutputGrammar } from '../../protocol/grammar.ts';
import type { ModelConfig } from '../config.ts';
import { EngineError } from '../errors.ts';
import type { TokenGrammars } from '../grammar/grammar.ts';
import { Guide } from '../grammar/guide.ts';
import { type ImageNumbers, promptKeys } from '../kv/prefix.ts';
import type { EmbeddingTable } from '../pack/embedding.ts';
import type { PixelBudget, PromptInput } from '../prompt/input.ts';
import { type Prompt, readPrompt } from '../prompt/prompt.ts';
import { argmax } from '../sampling/greedy.ts';
import { penaliseRepetition } from '../sampling/repetition.ts';
import { TextStream } from '../sampling/stream.ts';
import type { ImageEncoder } from '../vision/image-encoder.ts';
import { PromptEmbedder } from './prompt-embedder.ts';
import type { CachedSequence } from './sequence.ts';
import { Stopwatch } from './stopwatch.ts';
import { eventTurn } from './turn.ts';

/** Tokens per prefill call: bounds the memory of activations and how long an abort has to wait. */
const CHUNK_TOKENS = 512;

/** The parts of a loaded model that a generation uses. */
export interface Model {
  config: ModelConfig;
  tokenizer: Tokenizer | undefined;
  grammars: TokenGrammars;
  embedding: EmbeddingTable;
  images: ImageEncoder;
  imageNumbers: ImageNumbers;
  sequence: CachedSequence;
}

export interface GenerateOptions {
  maxNewTokens: number;
  /** Over prompt and answer; left out: the pack's generation_config. */
  repetitionPenalty?: number | undefined;
  /** Names of tokens that end the answer; left out: the pack's end-of-sequence ids. */
  stop?: readonly string[] | undefined;
  imageBudget?: PixelBudget | undefined;
  /** What the answer must look like once it opens a call; left out: any tokens. */
  grammar?: OutputGrammar | undefined;
  /** Default true: several tokens that the grammar forces cost one pass. False: one pass each, same ids. */
  forceTokens?: boolean | undefined;
  chunkTokens?: number | undefined;
  onText?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What a prefill leaves: logits [rows, vocab] (the last token's, or all), and what it cost. */
export interface Prefilled {
  prompt: Prompt;
  logits: Float32Array;
  reused: number;
  visionPasses: number;
  /** Embeddings of all images, [image tokens, hidden]; only after a fresh prefill all of them are filled in. */
  imageEmbeds(): Float32Array;
}

/** Reads the prompt into the cache: only what the cache does not hold yet, chunk by chunk. */
export async function prefill(
  model: Model,
  input: PromptInput,
  options: GenerateOptions & { allLogits?: boolean; fresh?: boolean },
  watch: Stopwatch,
): Promise<Prefilled> {
  const { config, sequence } = model;
  const prompt = await watch.time('preprocessMs', () =>
    readPrompt(input, config, options.imageBudget ?? config.imageBudget, model.tokenizer),
  );
  checkLength(prompt.ids.length + options.maxNewTokens, config.decoder.maxPositions);
  const numbered = prompt.images.map(({ hash, tokens }) => ({ number: model.imageNumbers.of(hash), tokens }));
  const keys = promptKeys(prompt.ids, config.imageTokenId, numbered);
  if (options.allLogits || options.fresh) sequence.clear();
  const reused = sequence.rewind(keys);
  const embedder = new PromptEmbedder(model, prompt);
  const visionPasses = await embedder.encodeImages(reused, watch, options.signal);

  const parts: Float32Array[] = [];
  const chunk = options.chunkTokens ?? CHUNK_TOKENS;
  await watch.time('prefillMs', async () => {
    for (let from = reused; from < keys.length; from += chunk) {
      await eventTurn();
      options.signal?.throwIfAborted();
      const to = Math.min(from + chunk, keys.length);
      const embeds = await embedder.embed(from, to);
      const logits = await sequence.append(keys.slice(from, to), embeds, prompt.positions, options.allLogits);
      if (options.allLogits || to === keys.length) parts.push(logits);
    }
  });
  return { prompt, logits: joined(parts), reused, visionPasses, imageEmbeds: () => embedder.imageEmbeds() };
}

/**
 * Prefill, then greedy decoding with repetition penalty until a stop token or the limit.
 * @throws the signal's reason within one token of its abort; EngineError `bad-request`
 */
export async function generate(
  model: Model,
  input: PromptInput,
  options: GenerateOptions,
): Promise<GenerateResult> {
  const watch = new Stopwatch();
  return decode(model, await prefill(model, input, options, watch), options, watch);
}

/** Continues after `prefilled`, whose logits end with the last prompt token's. */
export async function decode(
  model: Model,
  { prompt, logits, reused, visionPasses }: Prefilled,
  options: GenerateOptions,
  watch: Stopwatch,
): Promise<GenerateResult> {
  const { config, tokenizer, embedding, sequence } = model;
  const penalty = options.repetitionPenalty ?? config.repetitionPenalty;
  const stops = stopIds(model, options.stop);
  const guide = guideFor(model, prompt, options, stops);
  const seen = new Set(prompt.ids);
  const stream = tokenizer && options.onText ? new TextStream(tokenizer, options.onText) : undefined;
  const ids: number[] = [];
  let forced = 0;
  let passes = 0;
  let stopped = false;
  /** Of the next token; undefined while the cache lacks the last `behind` of `ids`. */
  let next: Float32Array | undefined = logits.slice(logits.length - config.decoder.vocabSize);
  let behind = 0;
  await watch.time('decodeMs', async () => {
    while (ids.length < options.maxNewTokens) {
      let id = guide?.only() ?? null;
      if (id !== null) forced++;
      if (id === null || options.forceTokens === false) {
        if (!next) {
          await eventTurn();
          options.signal?.throwIfAborted();
          const added = ids.slice(-behind);
          next = (await sequence.append(added, await embedding.gather(added), prompt.positions)).slice();
          behind = 0;
          passes++;
        }
        penaliseRepetition(next, seen, penalty);
        id ??= guide ? guide.choose(next) : argmax(next);
      }
      next = undefined;
      behind++;
      ids.push(id);
      seen.add(id);
      stopped = stops.includes(id);
      if (stopped) break;
      guide?.accept(id);
      stream?.update(ids);
    }
  });
  const answer = stopped ? ids.slice(0, -1) : ids;
  return {
    ids,
    text: tokenizer?.decode(answer) ?? '',
    stopReason: stopped ? 'stop' : 'length',
    timings: watch.timings,
    tokens: {
      prompt: prompt.ids.length,
      reused,
      prefilled: prompt.ids.length - reused,
      generated: ids.length,
      forced,
      passes,
      visionPasses,
    },
    images: prompt.images.map(({ size }) => size),
  };
}

function guideFor(
  { grammars }: Model,
  prompt: Prompt,
  { grammar }: GenerateOptions,
  stops: readonly number[],
): Guide | undefined {
  return grammar && new Guide(grammars.get(grammar, prompt.images.at(-1)?.size, stops));
}

function stopIds({ config, tokenizer }: Model, names: readonly string[] | undefined): readonly number[] {
  if (names === undefined) return config.eosTokenIds;
  if (!tokenizer)
    throw new EngineError('bad-request', 'this pack has no tokenizer to look up stop tokens with');
  return names.map((name) => tokenizer.idOf(name));
}

function checkLength(tokens: number, limit: number): void {
  if (tokens <= limit) return;
  throw new EngineError(
    'bad-request',
    `prompt and answer may take ${tokens} tokens, the model was made for ${limit}; send fewer or smaller images`,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
