import type { Tokenizer } from '../../fara/tokenizer.ts';
import type { Shortcuts } from '../../protocol/engine.ts';
import type { OutputGrammar } from '../../protocol/grammar.ts';
import type { ModelConfig } from '../config.ts';
import type { TokenGrammars } from '../grammar/grammar.ts';
import type { ImageNumbers } from '../kv/prefix.ts';
import type { EmbeddingTable } from '../pack/embedding.ts';
import type { PixelBudget } from '../prompt/input.ts';
import type { PastAnswers } from '../speculation/past-answers.ts';
import type { ImageEncoder } from '../vision/image-encoder.ts';
import type { CachedSequence } from './sequence.ts';

/** The parts of a loaded model that a generation uses. */
export interface Model {
  config: ModelConfig;
  /** Tokens of prompt and answer that the cache was given room for; Infinity where it grows. */
  contextTokens: number;
  /** Tokens per prefill call, unless a generation asks for another number. */
  chunkTokens: number;
  tokenizer: Tokenizer | undefined;
  grammars: TokenGrammars;
  embedding: EmbeddingTable;
  images: ImageEncoder;
  imageNumbers: ImageNumbers;
  sequence: CachedSequence;
  pastAnswers: PastAnswers;
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
  /** All on where left out. */
  shortcuts?: Shortcuts | undefined;
  chunkTokens?: number | undefined;
  onText?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}
