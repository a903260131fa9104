import { buildPage } from '../../../models/fara-tiny/pages/kinds.ts';
import { Rng } from '../../../models/fara-tiny/pages/rng.ts';
import { type Family, type Query, queriesFor } from '../../../models/fara-tiny/pages/tasks.ts';
import { launchChromium } from '../../../src/cli/browser/launch.ts';
import { pngToRgba } from '../../../src/cli/model/png.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import type { RgbaImage } from '../../../src/protocol/chat.ts';
import type { Point } from '../../../src/protocol/geometry.ts';

/** [left, top, width, height] in CSS px of the viewport, by element index. */
export type Boxes = ReadonlyMap<number, readonly [number, number, number, number]>;

export interface Exhibit {
  image: RgbaImage;
  boxes: Boxes;
  /** Up to n questions of this page, the families asked least so far first. */
  choose(n: number, counts: ReadonlyMap<Family, number>): Query[];
  /** Whether any of it can be seen. */
  shows(word: string): boolean;
  /** Where an answer with this thought points, CSS px; null when this page has none. */
  pointOf(thought: string): Point | null;
}

/** A Chromium tab of the profile's viewport in which pages are rendered one after the other. */
export async function openGallery() {
  const { viewport } = getProfile('fara-tiny');
  const browser = await launchChromium({ headless: true, viewport });
  const tab = await browser.context.newPage();
  return {
    async show(seed: number, unseen: boolean): Promise<Exhibit> {
      const page = buildPage(seed, unseen);
      await tab.setContent(
        `<!doctype html><body style="margin:0"><div style="width:100vw;height:100vh;overflow:hidden">${page.html}</div></body>`,
      );
      const measured = await tab.locator('[data-e]').evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { index: Number(element.getAttribute('data-e')), box: [x, y, width, height] as const };
        }),
      );
      const inside = measured.filter(
        ({ box: [x, y, w, h] }) =>
          w > 8 && h > 8 && x >= 0 && y >= 0 && x + w <= viewport.width && y + h <= viewport.height,
      );
      // A word that is only partly on the page is neither there nor absent: no question is asked about it.
      const cut = measured.filter((m) => !inside.includes(m)).map((m) => page.elements[m.index]?.word);
      const queries = queriesFor(
        page,
        inside.map((m) => m.index),
      ).filter((q) => !q.absent.some((word) => cut.includes(word)));
      return {
        image: pngToRgba(await tab.screenshot()),
        boxes: new Map(inside.map(({ index, box }) => [index, box])),
        choose: (n, counts) => {
          const rng = new Rng(seed);
          const order = rng
            .shuffle(queries)
            .sort((a, b) => (counts.get(a.family) ?? 0) - (counts.get(b.family) ?? 0));
          return order.slice(0, n);
        },
        shows: (word) => measured.some((m) => page.elements[m.index]?.word === word),
        pointOf: (thought) => {
          const answer = queries.find((q) => q.thought === thought && 'target' in q.answer)?.answer;
          const found = answer && 'target' in answer && inside.find((m) => m.index === answer.target);
          if (!found) return null;
          const [x, y, width, height] = found.box;
          return { x: x + width / 2, y: y + height / 2 };
        },
      };
    },
    close: () => browser.close(),
  };
}
