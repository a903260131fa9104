import { EngineError } from '../errors.ts';
import { Guide } from '../grammar/guide.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { draftOf } from '../speculation/draft.ts';
import { PromptLookup } from '../speculation/lookup.ts';
import type { GenerateOptions, Model } from './model.ts';

/** What can be said of an answer before it is computed: how it ends, what it must be, what it may well be. */
export class Foresight {
  /** Tokens that end the answer. */
  readonly stops: readonly number[];
  /** Follows the answer through its grammar; undefined without one. */
  readonly guide: Guide | undefined;
  readonly #lookup: PromptLookup;
  readonly #speculates: boolean;
  readonly #forces: boolean;

  /** @throws EngineError `bad-request` for stop tokens or a grammar that this pack cannot spell */
  constructor(model: Model, prompt: Prompt, { grammar, shortcuts, stop }: GenerateOptions) {
    this.stops = stopIds(model, stop);
    this.guide = grammar && new Guide(model.grammars.get(grammar, prompt.images.at(-1)?.size, this.stops));
    this.#lookup = new PromptLookup(model.pastAnswers.all, prompt.ids, model.config.imageTokenId);
    this.#speculates = shortcuts?.speculation !== false;
    this.#forces = shortcuts?.forcedTokens !== false;
  }

  /** At most `limit` tokens that are worth computing along with those before them. */
  draft(limit: number): number[] {
    if (!this.#speculates) return [];
    return draftOf(this.#lookup.guess(), this.guide, this.stops, limit, this.#forces);
  }

  /** The answer goes on with `id`, and does not end with it. */
  accept(id: number): void {
    this.#lookup.push(id);
    this.guide?.accept(id);
  }
}

function stopIds({ config, tokenizer }: Model, names: readonly string[] | undefined): readonly number[] {
  if (names === undefined) return config.eosTokenIds;
  if (names.length === 0) return [];
  if (!tokenizer)
    throw new EngineError('bad-request', 'this pack has no tokenizer to look up stop tokens with');
  return names.map((name) => tokenizer.idOf(name));
}
