import type { Query } from '../../../models/fara-tiny/pages/tasks.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { readAnswer } from '../../../src/fara/check/ask.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import { requestFor } from '../tiny/ask.ts';
import { type Exhibit, openGallery } from '../tiny/gallery.ts';
import { Score } from '../tiny/score.ts';
import { Divergence, largestAt } from './divergence.ts';

/** Away from the seeds of training, validation and `bench tiny`. */
const FIRST_SEED = 80_000_000;
const QUESTIONS_PER_PAGE = 3;

/** A way of running fara-tiny, by name. */
export interface Contestant {
  name: string;
  engine: Engine;
}

interface Asked extends Contestant {
  scores: { fresh: Score; unseen: Score };
  divergence: Divergence;
}

/** What came of one contestant. */
export interface Outcome extends ReturnType<Divergence['report']> {
  name: string;
  fresh: { right: number; asked: number };
  unseen: { right: number; asked: number };
}

/** Asks all the same questions about `pages` fresh pages; the first one is the reference. */
export async function contest(all: readonly Contestant[], pages: number): Promise<Outcome[]> {
  const contestants = all.map((one) => ({
    ...one,
    scores: { fresh: new Score(), unseen: new Score() },
    divergence: new Divergence(),
  }));
  const gallery = await openGallery();
  try {
    for (let i = 0; i < pages; i++) {
      const style = i % 3 === 2 ? 'unseen' : 'fresh';
      const exhibit = await gallery.show(FIRST_SEED + i, style === 'unseen');
      const asked = contestants[0]?.scores[style].counts ?? new Map();
      for (const query of exhibit.choose(QUESTIONS_PER_PAGE, asked))
        await askAll(contestants, exhibit, query, style);
      if ((i + 1) % 10 === 0) process.stderr.write(`${i + 1} of ${pages} pages\n`);
    }
  } finally {
    await gallery.close();
  }
  return contestants.map(({ name, scores, divergence }) => ({
    name,
    ...divergence.report(),
    fresh: wholly(scores.fresh),
    unseen: wholly(scores.unseen),
  }));
}

/** One line of a table for people. */
export function lineOf({ meanKl, sameToken, fresh, unseen }: Outcome): string {
  return (
    `KL ${meanKl.toExponential(1)}  same token ${sameToken.toFixed(4)}  ` +
    `right: fresh ${describe(fresh)}, unseen ${describe(unseen)}`
  );
}

/**
 * The reference answers freely. The others are given its answer token by token; who would have chosen the same at
 * every place would have given it, since the grammar only takes tokens away, and is not asked again.
 */
async function askAll(
  contestants: readonly Asked[],
  { image, boxes }: Exhibit,
  query: Query,
  style: keyof Asked['scores'],
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
