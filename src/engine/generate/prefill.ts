import { EngineError } from '../errors.ts';
import { promptKeys } from '../kv/prefix.ts';
import type { PromptInput } from '../prompt/input.ts';
import { type Prompt, readPrompt } from '../prompt/prompt.ts';
import { Foresight } from './foresight.ts';
import type { GenerateOptions, Model } from './model.ts';
import { PromptEmbedder } from './prompt-embedder.ts';
import type { Stopwatch } from './stopwatch.ts';
import { eventTurn } from './turn.ts';

/** What a prefill leaves, and what it cost. */
export interface Prefilled {
  prompt: Prompt;
  /** [rows, vocab]: the prompt's last token's, or all; then those of the draft. */
  logits: Float32Array;
  foresight: Foresight;
  /** Tokens that were read after the prompt, in case the answer begins with them. */
  draft: readonly number[];
  reused: number;
  visionPasses: number;
  /** Embeddings of all images, [image tokens, hidden]; only after a fresh prefill all of them are filled in. */
  imageEmbeds(): Float32Array;
}

/**
 * Reads the prompt into the cache: only what the cache does not hold yet, chunk by chunk; with the last chunk also how
 * the answer may begin, unless a `fresh` pass is asked for.
 */
export async function prefill(
  model: Model,
  input: PromptInput,
  options: GenerateOptions & { allLogits?: boolean; fresh?: boolean },
  watch: Stopwatch,
): Promise<Prefilled> {
  const { config, sequence, embedding } = model;
  const { allLogits, fresh, signal, shortcuts } = options;
  const prompt = await watch.time('preprocessMs', () =>
    readPrompt(input, config, options.imageBudget ?? config.imageBudget, model.tokenizer),
  );
  checkLength(prompt.ids.length + options.maxNewTokens, model);
  const numbered = prompt.images.map(({ hash, tokens }) => ({ number: model.imageNumbers.of(hash), tokens }));
  const foresight = new Foresight(model, prompt, options);
  const draft = allLogits || fresh ? [] : foresight.draft(options.maxNewTokens - 1);
  const keys = promptKeys(prompt.ids, config.imageTokenId, numbered);
  if (allLogits || fresh || shortcuts?.prefixCache === false) sequence.clear();
  if (shortcuts?.visionCache === false) model.images.clear();
  const reused = sequence.rewind(keys);
  const embedder = new PromptEmbedder(model, prompt);
  const visionPasses = await embedder.encodeImages(reused, watch, signal);

  const parts: Float32Array[] = [];
  const chunk = options.chunkTokens ?? model.chunkTokens;
  await watch.time('prefillMs', async () => {
    for (let from = reused; from < keys.length; from += chunk) {
      await eventTurn();
      signal?.throwIfAborted();
      const to = Math.min(from + chunk, keys.length);
      const ahead = to === keys.length ? draft : [];
      const embeds = joined([await embedder.embed(from, to), await embedding.gather(ahead)]);
      const rows = (allLogits ? to - from : 1) + ahead.length;
      const added = [...keys.slice(from, to), ...ahead];
      const logits = await sequence.append(added, embeds, prompt.positions, rows);
      if (allLogits || to === keys.length) parts.push(logits);
    }
  });
  const imageEmbeds = () => embedder.imageEmbeds();
  return { prompt, logits: joined(parts), foresight, draft, reused, visionPasses, imageEmbeds };
}

/** @throws EngineError `bad-request` beyond what the model was made for, `context-full` beyond what was set aside */
function checkLength(tokens: number, { config, contextTokens }: Model): void {
  const limit = config.decoder.maxPositions;
  if (tokens > limit) {
    throw new EngineError(
      'bad-request',
      `prompt and answer may take ${tokens} tokens, the model was made for ${limit}; send fewer or smaller images`,
    );
  }
  if (tokens > contextTokens) {
    throw new EngineError(
      'context-full',
      `This step may take ${tokens} tokens, and memory was set aside for ${contextTokens}. Choose a longer ` +
        'context in the settings, or start a new task.',
    );
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [only, ...others] = parts;
  if (only && others.every(({ length }) => length === 0)) return only;
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
