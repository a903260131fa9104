import type { GenerateResult } from '../../protocol/engine.ts';
import { argmax } from '../sampling/greedy.ts';
import { penaliseRepetition } from '../sampling/repetition.ts';
import { TextStream } from '../sampling/stream.ts';
import { Lookahead } from './lookahead.ts';
import type { GenerateOptions, Model } from './model.ts';
import type { Prefilled } from './prefill.ts';
import type { Stopwatch } from './stopwatch.ts';
import { eventTurn } from './turn.ts';

/** Greedy decoding after a prefill. */
export async function decode(
  model: Model,
  { prompt, logits, foresight, draft, reused, visionPasses }: Prefilled,
  options: GenerateOptions,
  watch: Stopwatch,
): Promise<GenerateResult> {
  const { config, tokenizer, pastAnswers } = model;
  const { maxNewTokens, shortcuts, signal } = options;
  const penalty = options.repetitionPenalty ?? config.repetitionPenalty;
  const { guide, stops } = foresight;
  const forces = shortcuts?.forcedTokens !== false;
  const ahead = new Lookahead(model, prompt.positions, logits, draft);
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
        let guessed: number[] = [];
        if (!ahead.ready) {
          await eventTurn();
          signal?.throwIfAborted();
          guessed = foresight.draft(maxNewTokens - ids.length - 1);
        }
        const next = await ahead.next(guessed);
        penaliseRepetition(next, seen, penalty);
        id ??= guide ? guide.choose(next) : argmax(next);
      }
      ahead.take(id);
      ids.push(id);
      seen.add(id);
      stopped = stops.includes(id);
      if (stopped) break;
      foresight.accept(id);
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
