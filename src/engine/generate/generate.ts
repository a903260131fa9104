import type { GenerateResult } from '../../protocol/engine.ts';
import type { PromptInput } from '../prompt/input.ts';
import { decode } from './decode.ts';
import type { GenerateOptions, Model } from './model.ts';
import { prefill } from './prefill.ts';
import { Stopwatch } from './stopwatch.ts';

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
