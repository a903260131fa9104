import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPage } from '../../../models/fara-tiny/pages/kinds.ts';
import { PAGE_KINDS } from '../../../models/fara-tiny/pages/page.ts';
import { FILLER } from '../../../models/fara-tiny/pages/words.ts';
import { CHECK_PAGES } from '../../../src/fara/check/pages.ts';

/**
 * fara-tiny can read about 60 words, so the self-test must use them, and the sentences that ask for one. What must
 * not be known to it is everything else: which words stand on a page together, where, under which heading, and what
 * is typed.
 */
const ROOT = join(import.meta.dirname, '../../..');

/** The page sets of `models/fara-tiny/README.md`, as its commands name them. */
function trainingSets() {
  const readme = readFileSync(join(ROOT, 'models/fara-tiny/README.md'), 'utf8');
  const lines = [
    ...readme.matchAll(/render\.ts .*--from (\d+)\s+--count (\d+)(?: --kind (\w+))?( --unseen)?/g),
  ];
  return lines.map(([, from, count, name, unseen]) => {
    const kind = PAGE_KINDS.find((one) => one === name);
    return { from: Number(from), count: Number(count), unseen: unseen !== undefined, ...(kind && { kind }) };
  });
}

const wordsOf = (elements: readonly { word: string | null; kind: string }[]) =>
  [...new Set(elements.flatMap(({ word }) => (word === null ? [] : [word])))].sort().join(' ');

// 37,808 pages are built anew, which takes a second or two.
test('no training or validation page shows the words of a page of the self-test', { timeout: 60_000 }, () => {
  const sets = trainingSets();
  expect(sets.reduce((sum, { count }) => sum + count, 0)).toBe(30768 + 4000 + 1600 + 800 + 320 + 320);
  const own = new Set(
    CHECK_PAGES.map(({ elements }) =>
      wordsOf(elements.flatMap((one) => ('word' in one ? [{ kind: one.kind, word: one.word }] : []))),
    ),
  );
  expect(own.size).toBe(CHECK_PAGES.length);
  const known = sets.flatMap(({ from, count, unseen, kind }) =>
    Array.from({ length: count }, (_, i) => from + i).filter((seed) =>
      own.has(wordsOf(buildPage(seed, unseen, kind).elements)),
    ),
  );
  expect(known).toEqual([]);
});

test('what is typed cannot come from the generators of texts', () => {
  // `randomText` of models/fara-tiny/pages/tasks.ts, and `other texts` of models/fara-tiny/train/data.py.
  const shapes = [
    /^[A-Za-z]{2,10}$/,
    /^\d{3,10}$/,
    /^[a-z]{3,6} [a-z]{3,6}$/,
    /^[A-Za-z]{3,10} [A-Za-z]{4}$/,
    /^\d{3,10} \d{4}$/,
    /@/,
  ];
  const typed = CHECK_PAGES.flatMap(({ targets }) => targets.flatMap(({ text }) => text ?? []));
  expect(typed).toHaveLength(4);
  for (const text of typed)
    expect(
      shapes.filter((shape) => shape.test(text)),
      text,
    ).toEqual([]);
});

test('no heading or typed text stands in the training code or on the local test pages', () => {
  const folders = ['models/fara-tiny/pages', 'models/fara-tiny/train', 'test/sites'];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => /\.(ts|py|js|css)$/.test(file))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8').toLowerCase()),
  );
  expect(sources.length).toBeGreaterThan(10);
  const filler = new Set(FILLER);
  const headings = CHECK_PAGES.flatMap(({ elements }) =>
    elements.flatMap((one) => (one.kind === 'text' ? [one.words] : [])),
  );
  const typed = CHECK_PAGES.flatMap(({ targets }) => targets.flatMap(({ text }) => text ?? []));
  for (const words of [...headings, ...typed]) {
    expect(
      sources.filter((source) => source.includes(words.toLowerCase())),
      words,
    ).toEqual([]);
    // The generator's headings are made of these words only.
    expect(
      words
        .toLowerCase()
        .split(' ')
        .every((word) => filler.has(word)),
      words,
    ).toBe(false);
  }
});
