import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { nodeRuntime } from '../../src/engine/ort/node.ts';
import { buildMessages } from '../../src/fara/history.ts';
import { outputGrammar } from '../../src/fara/output-grammar.ts';
import { parseAnswer } from '../../src/fara/parse/answer.ts';
import { fara7b } from '../../src/fara/profiles/fara-7b.ts';
import { faraTiny } from '../../src/fara/profiles/fara-tiny.ts';
import { Pack } from '../../src/protocol/pack.ts';
import { fileFolder } from '../../src/weights/node/file_folder.ts';
import { randomSequence } from '../weights/random.ts';
import { randomTokenizer } from './random_tokenizer.ts';
import { importFixture, patternImage } from './reference.ts';

const PROMPTS = 4;
const TOKENS = 160;
const GRID = { kind: 'normalized', width: 300, height: 40 } as const;
const grammar = outputGrammar({ actions: fara7b.actions, coordinates: GRID });

test.each(['mha16-tied', 'gqa32-sharded', 'head128-gqa2'])(
  'with random weights and vocabularies (%s), forced tokens change no id',
  async (checkpoint) => {
    const folder = await importFixture(checkpoint, 'f32');
    const load = () => Engine.load(fileFolder(folder), nodeRuntime(), { backend: 'cpu' });
    const bare = await load();
    const vocab = bare.pack.config.text.vocabSize;
    const imageToken = bare.pack.config.tokens.image;
    const pick = randomSequence(vocab);
    let forced = 0;
    let closed = 0;
    for (let i = 0; i < PROMPTS; i++) {
      const inputIds = Array.from({ length: 5 + pick(20) }, () => pick(imageToken));
      const prompt = { inputIds, images: [] };
      const repetitionPenalty = i % 2 === 0 ? 1 : 1.05;
      const free = await bare.generate(prompt, { maxNewTokens: 4, repetitionPenalty });
      // A random model opens no call by itself: what it says first is made to mean one.
      const [opening = 0] = free.ids;
      await addTokenizer(folder, randomTokenizer(vocab, imageToken, opening, pick));
      const engine = await load();
      const ask = (forceTokens: boolean) =>
        engine.generate(prompt, {
          maxNewTokens: TOKENS,
          repetitionPenalty,
          grammar,
          shortcuts: { forcedTokens: forceTokens },
          stop: ['<|im_end|>'],
        });
      const slow = await ask(false);
      await engine.forget();
      const fast = await ask(true);
      expect(fast.ids, `prompt ${i}`).toEqual(slow.ids);
      expect(fast.tokens.forced).toBe(slow.tokens.forced);
      forced += fast.tokens.forced ?? 0;
      if (fast.stopReason === 'stop') {
        closed++;
        expect(parseAnswer(fast.text, fara7b.actions), fast.text).toMatchObject({ ok: true });
      }
      await engine.dispose();
    }
    await bare.dispose();
    expect(forced).toBeGreaterThan(PROMPTS * 10);
    console.info(`${checkpoint}: ${forced} forced tokens, ${closed} of ${PROMPTS} calls closed`);
  },
);

const pack = new URL('../../models/fara-tiny/pack/', import.meta.url);
const here = existsSync(new URL('pack.json', pack));
if (!here) console.info('skipped: models/fara-tiny/pack is not here');
test.runIf(here)('with fara-tiny, forced tokens change no id and save passes', async () => {
  const engine = await Engine.load(fileFolder(pack.pathname), nodeRuntime(), { backend: 'cpu' });
  const image = patternImage(448, 280, 1);
  const { generation, imageBudget } = faraTiny;
  let forced = 0;
  for (const task of ['Click the Search button.', 'Type "lamp" into the search field.', 'Scroll down.']) {
    const messages = buildMessages(
      faraTiny,
      [{ role: 'user', kind: 'task', text: task, screenshotId: 's', url: '' }],
      image,
    );
    const ask = async (forceTokens: boolean) => {
      await engine.forget();
      return engine.generate(
        { messages, images: { s: image } },
        {
          ...generation,
          imageBudget: { minPixels: imageBudget.minPixels, maxPixels: imageBudget.maxPixels },
          grammar: outputGrammar(faraTiny),
          shortcuts: { forcedTokens: forceTokens },
        },
      );
    };
    const slow = await ask(false);
    const fast = await ask(true);
    expect(fast.ids).toEqual(slow.ids);
    if (fast.stopReason !== 'stop') continue;
    expect(parseAnswer(fast.text, faraTiny.actions), fast.text).toMatchObject({ ok: true });
    forced += fast.tokens.forced ?? 0;
  }
  expect(forced).toBeGreaterThan(0);
  await engine.dispose();
});

async function addTokenizer(folder: string, tokenizer: object): Promise<void> {
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({
      tokenizer_class: 'Qwen2Tokenizer',
      chat_template: '',
      clean_up_tokenization_spaces: false,
    }),
  );
  const path = join(folder, 'pack.json');
  const written = Pack.parse(JSON.parse(await readFile(path, 'utf8')));
  written.files = ['tokenizer.json', 'tokenizer_config.json'];
  await writeFile(path, JSON.stringify(written));
}
