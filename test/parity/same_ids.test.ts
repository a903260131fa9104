import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { GenerateOptions } from '../../src/engine/generate/model.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { loadTokenizer } from '../../src/engine/pack/tokenizer-files.ts';
import type { PromptInput } from '../../src/engine/prompt/input.ts';
import type { SnapshotStore } from '../../src/engine/snapshot/format.ts';
import { outputGrammar } from '../../src/fara/output-grammar.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import type { Shortcuts } from '../../src/protocol/engine.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { openPack } from '../../src/weights/pack/read.ts';
import { memoryStore } from '../engine/snapshot/memory_store.ts';
import { randomSequence } from '../weights/random.ts';
import { RandomTalk, type Turn } from './random_talk.ts';
import { importFixture, patternImage } from './reference.ts';

/** Another seed, another set of conversations: SEED=7 npx vitest run --project parity test/parity/same_ids.test.ts */
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [20_261_121, 8, 13];
const STEPS = 9;
/** Every shortcut off, the prompt in one piece: the plain way that all others have to agree with. */
const PLAIN: Shortcuts = { prefixCache: false, visionCache: false, forcedTokens: false, speculation: false };
const NAMES = ['prefixCache', 'visionCache', 'forcedTokens', 'speculation'] as const;

interface Speaker {
  folder: string;
  input(turns: readonly Turn[]): PromptInput;
  options: GenerateOptions;
}

/** Random weights and ids: what they say means nothing, and forgives nothing. */
async function randomSpeaker(checkpoint: string): Promise<Speaker> {
  const folder = await importFixture(checkpoint, 'f32');
  const { config, close } = await openPack(fileFolder(folder));
  await close();
  const { image } = config.tokens;
  const input = (turns: readonly Turn[]) => ({
    inputIds: [
      ...[1, 2, 3, 4, 5, 6],
      ...turns.flatMap(({ role, picture, words, answer }) => [
        role === 'user' ? 7 : 8,
        ...(picture === null ? [] : [9, image, 10]),
        ...words.map((word) => 20 + (word % 40)),
        // Random weights also say image tokens; in a prompt they would ask for one more picture.
        ...answer.map((id) => (id < image ? id : 11)),
      ]),
      8,
    ],
    images: turns.flatMap(({ picture }) => (picture === null ? [] : [patternImage(84, 56, picture)])),
  });
  return { folder, input, options: { maxNewTokens: 24, repetitionPenalty: 1 } };
}

const TASKS = ['Click the red button.', 'Type "maria" into the Name field.', 'Add the lamp to the cart.'];
const PACK = new URL('../../models/fara-tiny/pack/', import.meta.url).pathname;

/** fara-tiny in whole conversations, which open calls: its answers go through the grammar. */
async function tinySpeaker(): Promise<Speaker> {
  const pack = await openPack(fileFolder(PACK));
  const tokenizer = await loadTokenizer(pack);
  await pack.close();
  if (!tokenizer) throw new Error('fara-tiny has no tokenizer');
  const input = (turns: readonly Turn[]): PromptInput => ({
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'You are fara-tiny. Answer with one action.' }] },
      ...turns.map(({ role, picture, words, answer }) => ({
        role,
        content: [
          ...(picture === null ? [] : [{ type: 'image' as const, image: `p${picture}` }]),
          {
            type: 'text' as const,
            text: role === 'user' ? (TASKS[(words[0] ?? 0) % TASKS.length] ?? '') : tokenizer.decode(answer),
          },
        ],
      })),
    ],
    images: Object.fromEntries(
      turns.flatMap(({ picture }) =>
        picture === null ? [] : [[`p${picture}`, patternImage(112, 84, picture)]],
      ),
    ),
  });
  const { minPixels, maxPixels } = faraTiny.imageBudget;
  const options = {
    maxNewTokens: 40,
    stop: faraTiny.generation.stop,
    imageBudget: { minPixels, maxPixels },
    grammar: outputGrammar(faraTiny),
  };
  return { folder: PACK, input, options };
}

const here = existsSync(`${PACK}pack.json`);
if (!here) console.info('skipped: models/fara-tiny/pack is not here');
const SPEAKERS: [string, () => Promise<Speaker>][] = [
  ['mha16-tied', () => randomSpeaker('mha16-tied')],
  ['gqa32-sharded', () => randomSpeaker('gqa32-sharded')],
  ...(here ? [['fara-tiny', tinySpeaker] as [string, () => Promise<Speaker>]] : []),
];

/** Mostly of no regular size; now and then a single token, or more than there are. */
function chunk(pick: (below: number) => number): number {
  switch (pick(6)) {
    case 0:
      return 1;
    case 1:
      return 100_000;
    default:
      return 2 + pick(90);
  }
}

describe.each(SPEAKERS)('%s says the same', (name, speaker) => {
  test.each(SEEDS)(
    'with and without every shortcut, in chunks of any size, however a conversation goes: seed %i',
    async (SEED) => {
      const { folder, input, options } = await speaker();
      const { store } = memoryStore();
      const load = (snapshots?: () => SnapshotStore) =>
        Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' }, { snapshots });
      const [plain, all] = [await load(), await load()];
      let some = await load(() => store);
      const pick = randomSequence(SEED);
      const talk = new RandomTalk(pick);
      const saved = { reused: 0, guessed: 0, forced: 0, unseen: 0 };
      let happened = 'it began';
      for (let step = 0; step < STEPS; step++) {
        const prompt = input(talk.turns);
        const repetitionPenalty = pick(2) === 0 ? 1 : 1.05;
        const expected = await plain.generate(prompt, { ...options, repetitionPenalty, shortcuts: PLAIN });
        expect(expected.tokens).toMatchObject({ reused: 0, guessed: 0 });
        if (pick(3) === 0) {
          // It starts anew, with nothing but what was saved of the system prompt.
          await some.dispose();
          some = await load(() => store);
          happened = `${happened}, a start`;
        }
        // One engine uses everything all along, the other what chance says.
        const shortcuts = Object.fromEntries(NAMES.map((shortcut) => [shortcut, pick(2) === 0]));
        for (const [engine, way] of [
          [all, { chunkTokens: chunk(pick) }],
          [some, { chunkTokens: chunk(pick), shortcuts }],
        ] as const) {
          const { ids, tokens } = await engine.generate(prompt, { ...options, repetitionPenalty, ...way });
          const told = JSON.stringify({ name, SEED, step, happened, repetitionPenalty, ...way });
          expect(ids, told).toEqual(expected.ids);
          saved.reused += tokens.reused;
          saved.guessed += tokens.guessed ?? 0;
          saved.forced += tokens.forced ?? 0;
          if (tokens.visionPasses === 0) saved.unseen++;
        }
        happened = talk.goOn(expected.stopReason === 'stop' ? expected.ids.slice(0, -1) : expected.ids);
      }
      for (const engine of [plain, all, some]) await engine.dispose();
      console.info(`${name}, seed ${SEED}: ${JSON.stringify(saved)}`);
      // The shortcuts were really taken.
      expect(saved.reused).toBeGreaterThan(100);
      expect(saved.guessed).toBeGreaterThan(10);
      expect(saved.unseen).toBeGreaterThan(0);
      if (options.grammar) expect(saved.forced).toBeGreaterThan(10);
    },
  );

  test('whether a prompt is read token by token, in one piece, or with any remainder', async () => {
    const { folder, input, options } = await speaker();
    const engine = await Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
    const pick = randomSequence(SEEDS[0] ?? 1);
    const words = () => Array.from({ length: 6 }, () => pick(1000));
    const prompt = input([
      { role: 'user', picture: 0, words: words(), answer: [] },
      { role: 'assistant', picture: null, words: [], answer: [21, 22, 23] },
      { role: 'user', picture: 1, words: words(), answer: [] },
    ]);
    const say = (chunkTokens: number) =>
      engine.generate(prompt, { ...options, chunkTokens, shortcuts: { ...PLAIN, visionCache: true } });
    const whole = await say(100_000);
    const length = whole.tokens.prompt;
    for (const chunkTokens of [1, 2, 31, 32, 33, length - 1, length, length + 1]) {
      expect((await say(chunkTokens)).ids, `in chunks of ${chunkTokens}`).toEqual(whole.ids);
    }
    await engine.dispose();
  });
});
