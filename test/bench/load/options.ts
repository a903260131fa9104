import { parseArgs } from 'node:util';
import { z } from 'zod';
import { screenshotSize } from '../../../src/engine/budget/screenshot.ts';
import type { OpenPack } from '../../../src/weights/pack/read.ts';
import type { Question } from './in_page.ts';

const Count = z.coerce.number().int().positive();
const Options = z.object({
  pack: z.string({ error: 'name the pack: --pack DIR' }),
  device: z.enum(['webgpu', 'cpu']),
  step: z.boolean(),
  text: Count.min(2).optional(),
  image: z
    .string()
    .regex(/^\d+x\d+$/, 'WIDTHxHEIGHT in px')
    .transform((size) => {
      const [width = 0, height = 0] = size.split('x').map(Number);
      return { width, height };
    })
    .optional(),
  tokens: Count.min(2).optional(),
  rounds: Count.optional(),
  context: Count,
  json: z.string().optional(),
});
export type LoadBenchOptions = z.infer<typeof Options>;

/** A short prompt with four tokens of image, for a software adapter. */
const SHORT = { text: 10, image: { width: 56, height: 56 }, tokens: 8, rounds: 1 };
/** The first step of a task with Fara-7B: 1,427 tokens of system prompt, one screenshot, 40 to 150 tokens of answer. */
const STEP = { text: 1430, tokens: 80, rounds: 4 };

/** @throws ZodError, or what parseArgs throws for an unknown option */
export function readOptions(args: readonly string[]): LoadBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string' },
      device: { type: 'string', default: 'webgpu' },
      step: { type: 'boolean', default: false },
      text: { type: 'string' },
      image: { type: 'string' },
      tokens: { type: 'string' },
      rounds: { type: 'string' },
      context: { type: 'string', default: '8192' },
      json: { type: 'string' },
    },
  });
  return Options.parse(values);
}

/** What the model is asked, and how many times: the screenshot of a step has the size of the pack's profile. */
export function questionFor(
  { pack, config: { text, tokens } }: Pick<OpenPack, 'pack' | 'config'>,
  options: LoadBenchOptions,
): Question & { textTokens: number; rounds: number } {
  const usual = options.step ? { ...STEP, image: screenshotSize(pack) } : SHORT;
  const textTokens = options.text ?? usual.text;
  // Ids from all over the vocabulary: a pack needs no tokenizer for them.
  const most = Math.min(text.vocabSize, tokens.visionStart, tokens.image);
  const words = Array.from({ length: textTokens }, (_, i) => (i * 4099 + 17) % most);
  const end = words.splice(-Math.min(5, textTokens - 1));
  return {
    inputIds: [...words, tokens.visionStart, tokens.image, tokens.visionEnd, ...end],
    image: options.image ?? usual.image,
    maxNewTokens: options.tokens ?? usual.tokens,
    textTokens,
    rounds: options.rounds ?? usual.rounds,
  };
}
