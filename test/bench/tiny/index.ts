import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Engine } from '../../../src/engine/engine.ts';
import { nodeRuntime } from '../../../src/engine/ort/node.ts';
import { fileFolder } from '../../../src/weights/node/file_folder.ts';
import { ask, requestFor } from './ask.ts';
import { requestAfterSteps } from './earlier.ts';
import { type Exhibit, openGallery } from './gallery.ts';
import { Score, type Shares } from './score.ts';

/** Far from every training seed (those count up from 16) and from the validation sets (10 and 20 million). */
const FIRST_SEED = 70_000_000;
const QUESTIONS_PER_PAGE = 3;

/** Of each page's questions these many are also asked at the end of a conversation with earlier screenshots. */
const AFTER_STEPS_PER_PAGE = 1;
/** Pages before this one from which earlier steps take their screenshots. */
const PAST = 40;

/** What the same pages gave: the current screenshot only, and the last of three. */
interface Scores {
  latest: Score;
  afterSteps: Score;
}

/** Renders fresh pages, asks the shipped pack through the shipped engine, and prints how often it was right. */
export async function benchTiny(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pages: { type: 'string', default: '320' },
      pack: { type: 'string', default: 'models/fara-tiny/pack' },
      json: { type: 'string' },
    },
  });
  const pages = Number(values.pages);
  if (!Number.isInteger(pages) || pages < 1) {
    process.stderr.write(`--pages is '${values.pages}'; it must be a whole number above 0.\n`);
    return 2;
  }
  const engine = await Engine.load(fileFolder(values.pack), nodeRuntime(), { backend: 'cpu' });
  const gallery = await openGallery();
  try {
    const seen = await run(engine, gallery, { pages, unseen: false });
    const unseen = await run(engine, gallery, { pages: Math.ceil(pages / 2), unseen: true });
    process.stdout.write(`${values.pack}, quant ${engine.pack.pack.quant}, wasm provider, greedy\n`);
    report('the current screenshot, earlier thoughts as notes', seen.latest, unseen.latest);
    report('three screenshots and earlier answers', seen.afterSteps, unseen.afterSteps);
    if (values.json) {
      const result = {
        pages,
        ...seen.latest.shares(),
        unseenStyle: { pages: Math.ceil(pages / 2), ...unseen.latest.shares() },
        threeScreenshots: { ...seen.afterSteps.shares(), unseenStyle: unseen.afterSteps.shares() },
      };
      await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
    }
    return 0;
  } finally {
    await gallery.close();
    await engine.dispose();
  }
}

async function run(
  engine: Engine,
  gallery: Awaited<ReturnType<typeof openGallery>>,
  { pages, unseen }: { pages: number; unseen: boolean },
): Promise<Scores> {
  const scores = { latest: new Score(), afterSteps: new Score() };
  const past: Exhibit[] = [];
  const started = Date.now();
  for (let i = 0; i < pages; i++) {
    const exhibit = await gallery.show(FIRST_SEED + i, unseen);
    const { image, boxes } = exhibit;
    for (const query of exhibit.choose(QUESTIONS_PER_PAGE, scores.latest.counts))
      scores.latest.add(query, await ask(engine, image, requestFor(image, query)), boxes);
    for (const query of exhibit.choose(AFTER_STEPS_PER_PAGE, scores.afterSteps.counts))
      scores.afterSteps.add(query, await ask(engine, image, requestAfterSteps(exhibit, query, past)), boxes);
    past.push(exhibit);
    if (past.length > PAST) past.shift();
    if ((i + 1) % 20 === 0) {
      const left = (((Date.now() - started) / (i + 1)) * (pages - i - 1)) / 1000;
      process.stderr.write(
        `${unseen ? 'unseen style' : 'fresh pages'}: ${i + 1} of ${pages}, ${left.toFixed(0)} s left\n`,
      );
    }
  }
  return scores;
}

function report(shown: string, seen: Score, unseen: Score): void {
  process.stdout.write(
    `\n${shown}\n${'share'.padEnd(16)}${'fresh pages'.padStart(14)}${'unseen style'.padStart(14)}\n`,
  );
  const [a, b] = [seen.shares(), unseen.shares()];
  for (const key of Object.keys(a) as (keyof Shares)[]) {
    process.stdout.write(
      `${key.padEnd(16)}${a[key].toFixed(3).padStart(14)}${b[key].toFixed(3).padStart(14)}\n`,
    );
  }
  process.stdout.write(`\nby family (questions, right)\n`);
  for (const [family, { asked, right }] of [...seen.families].sort()) {
    const other = unseen.families.get(family) ?? { asked: 0, right: 0 };
    process.stdout.write(
      `${family.padEnd(12)}${asked}, ${(right / asked).toFixed(3)}   unseen ${other.asked}, ${(other.right / Math.max(1, other.asked)).toFixed(3)}\n`,
    );
  }
}
