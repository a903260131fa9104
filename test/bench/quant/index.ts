import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { readAnswer } from '../../../src/fara/check/ask.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { requestFor } from '../tiny/ask.ts';
import { type Exhibit, openGallery } from '../tiny/gallery.ts';
import { Score } from '../tiny/score.ts';
import { Divergence, largestAt } from './divergence.ts';
import { RECIPES } from './recipes.ts';
import { roundedPack } from './rounded.ts';

/** Away from the seeds of training, validation and `bench tiny`. */
const FIRST_SEED = 80_000_000;
const QUESTIONS_PER_PAGE = 3;

interface Contestant {
  name: string;
  bytes: number;
  engine: Engine;
  scores: { fresh: Score; unseen: Score };
  divergence: Divergence;
}

/** Asks the same questions of the same model rounded by every recipe; the first one, f32, is the reference. */
export async function benchQuant(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pack: { type: 'string' },
      pages: { type: 'string', default: '160' },
      json: { type: 'string' },
    },
  });
  const pages = Number(values.pages);
  if (values.pack === undefined || !Number.isInteger(pages) || pages < 2) {
    process.stderr.write('--pack must name an f32 pack, --pages be a whole number above 1.\n');
    return 2;
  }
  const contestants: Contestant[] = [];
  const gallery = await openGallery();
  try {
    for (const recipe of RECIPES) {
      const { folder, bytes } = await roundedPack(fileFolder(values.pack), recipe);
      const engine = await Engine.load(folder, nodeRuntime(), { backend: 'cpu' });
      const scores = { fresh: new Score(), unseen: new Score() };
      contestants.push({ name: recipe.name, bytes, engine, scores, divergence: new Divergence() });
    }
    for (let i = 0; i < pages; i++) {
      const style = i % 3 === 2 ? 'unseen' : 'fresh';
      const exhibit = await gallery.show(FIRST_SEED + i, style === 'unseen');
      const asked = contestants[0]?.scores[style].counts ?? new Map();
      for (const query of exhibit.choose(QUESTIONS_PER_PAGE, asked))
        await askAll(contestants, exhibit, query, style);
      if ((i + 1) % 10 === 0) process.stderr.write(`${i + 1} of ${pages} pages\n`);
    }
    const table = contestants.map(({ name, bytes, scores, divergence }) => ({
      recipe: name,
      bytes,
      ...divergence.report(),
      fresh: wholly(scores.fresh),
      unseen: wholly(scores.unseen),
    }));
    for (const row of table)
      process.stdout.write(
        `${row.recipe.padEnd(14)}${(row.bytes / 1e6).toFixed(1).padStart(6)} MB  KL ${row.meanKl.toExponential(1)}  ` +
          `same token ${row.sameToken.toFixed(4)}  right: fresh ${describe(row.fresh)}, unseen ${describe(row.unseen)}\n`,
      );
    process.stdout.write(`over ${table[0]?.positions} positions of ${pages} pages\n`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(table, null, 1)}\n`);
    return 0;
  } finally {
    for (const { engine } of contestants) await engine.dispose();
    await gallery.close();
  }
}

/**
 * The reference answers freely. The others are given its answer token by token; who would have chosen the same at
 * every place would have given it, since the grammar only takes tokens away, and is not asked again.
 */
async function askAll(
  contestants: readonly Contestant[],
  { image, boxes }: Exhibit,
  query: Query,
  style: keyof Contestant['scores'],
): Promise<void> {
  const { prompt, ...options } = requestFor(image, query);
  let ids: number[] = [];
  let answered = 0;
  let text = '';
  let reference: Float32Array | undefined;
  for (const { engine, scores, divergence } of contestants) {
    if (!reference) {
      const first = await engine.forward(prompt, { ...options, allLogits: true });
      text = first.generated.text;
      answered = first.generated.ids.length;
      ids = [...first.inputIds, ...first.generated.ids];
    }
    const logits = await answerLogits(engine, ids, image, answered, options.imageBudget);
    reference ??= logits;
    const vocab = logits.length / answered;
    divergence.add(reference, logits, vocab);
    const chosen = Array.from({ length: answered }, (_, i) =>
      largestAt(logits.subarray(i * vocab, (i + 1) * vocab)),
    );
    const same = chosen.every((id, i) => id === ids[ids.length - answered + i]);
    const own = same ? text : (await engine.generate(prompt, options)).text;
    scores[style].add(query, readAnswer(getProfile('fara-tiny'), own, image), boxes);
  }
}

/** Logits of the places from which the last `answered` ids were chosen, [answered, vocab]. */
async function answerLogits(
  engine: Engine,
  ids: readonly number[],
  image: RgbaImage,
  answered: number,
  imageBudget: { minPixels: number; maxPixels: number },
): Promise<Float32Array> {
  const options = { maxNewTokens: 0, allLogits: true, imageBudget };
  const { logits } = await engine.forward({ inputIds: ids, images: [image] }, options);
  const vocab = logits.length / ids.length;
  return logits.slice((ids.length - answered - 1) * vocab, (ids.length - 1) * vocab);
}

/** Questions answered wholly right, and those asked. */
function wholly({ families }: Score): { right: number; asked: number } {
  const all = [...families.values()];
  const sum = (key: 'right' | 'asked') => all.reduce((total, share) => total + share[key], 0);
  return { right: sum('right'), asked: sum('asked') };
}

function describe({ right, asked }: { right: number; asked: number }): string {
  return `${right} of ${asked}`;
}
