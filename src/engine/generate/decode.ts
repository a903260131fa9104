import type { GenerateResult } from '../../protocol/engine.ts';
import { EngineError } from '../errors.ts';
import { Guide } from '../grammar/guide.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { argmax } from '../sampling/greedy.ts';
import { penaliseRepetition } from '../sampling/repetition.ts';
import { TextStream } from '../sampling/stream.ts';
import { draftOf } from '../speculation/draft.ts';
import { PromptLookup } from '../speculation/lookup.ts';
import { Lookahead } from './lookahead.ts';
import type { GenerateOptions, Model } from './model.ts';
import type { Prefilled } from './prefill.ts';
import type { Stopwatch } from './stopwatch.ts';
import { eventTurn } from './turn.ts';

/** Greedy decoding after `prefilled`, whose logits end with the last prompt token's. */
export async function decode(
  model: Model,
  { prompt, logits, reused, visionPasses }: Prefilled,
  options: GenerateOptions,
  watch: Stopwatch,
): Promise<GenerateResult> {
  const { config, tokenizer, pastAnswers } = model;
  const { maxNewTokens, shortcuts, signal } = options;
  const penalty = options.repetitionPenalty ?? config.repetitionPenalty;
  const stops = stopIds(model, options.stop);
  const guide = guideFor(model, prompt, options, stops);
  const speculates = shortcuts?.speculation !== false;
  const forces = shortcuts?.forcedTokens !== false;
  const lookup = new PromptLookup(pastAnswers.all, prompt.ids, config.imageTokenId);
  const ahead = new Lookahead(model, prompt.positions, logits);
  const seen = new Set(prompt.ids);
  const stream = tokenizer && options.onText ? new TextStream(tokenizer, options.onText) : undefined;
  const ids: number[] = [];
  let forced = 0;
  let stopped = false;
  await watch.time('decodeMs', async () => {
    while (ids.length < maxNewTokens) {
      let id = guide?.only() ?? null;
      if (id !== null) forced++;
      if (id === null || !forces) {
        let draft: number[] = [];
        if (!ahead.ready) {
          await eventTurn();
          signal?.throwIfAborted();
          const limit = maxNewTokens - ids.length - 1;
          if (speculates) draft = draftOf(lookup.guess(), guide, stops, limit, forces);
        }
        const next = await ahead.next(draft);
        penaliseRepetition(next, seen, penalty);
        id ??= guide ? guide.choose(next) : argmax(next);
      }
      ahead.take(id);
      lookup.push(id);
      ids.push(id);
      seen.add(id);
      stopped = stops.includes(id);
      if (stopped) break;
      guide?.accept(id);
      stream?.update(ids);
    }
  });
  pastAnswers.add(prompt.ids, ids);
  return {
    ids,
    text: tokenizer?.decode(stopped ? ids.slice(0, -1) : ids) ?? '',
    stopReason: stopped ? 'stop' : 'length',
    timings: watch.timings,
    tokens: {
      prompt: prompt.ids.length,
      reused,
      prefilled: prompt.ids.length - reused,
      generated: ids.length,
      forced,
      guessed: ahead.hits,
      passes: ahead.passes,
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
