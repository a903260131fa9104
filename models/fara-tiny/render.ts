/**
 * Renders training pages: 16 in one screenshot, stored at half size.
 * tsx models/fara-tiny/render.ts --out DIR --from SEED --count N [--unseen] [--kind KIND]
 * Writes DIR/<first seed>.png (4 × 4 tiles of 960 × 600 CSS px) and DIR/<first seed>.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildPage } from './pages/kinds.ts';
import { PAGE_KINDS, type Page } from './pages/page.ts';
import { queriesFor } from './pages/tasks.ts';

const TILE = { width: 960, height: 600 };
const GRID = 4;
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    from: { type: 'string' },
    count: { type: 'string' },
    unseen: { type: 'boolean' },
    kind: { type: 'string' },
  },
});
if (!values.out || !values.from || !values.count)
  throw new Error('usage: render.ts --out DIR --from SEED --count N [--unseen]');
const out = values.out;
const kind = PAGE_KINDS.find((name) => name === values.kind);
if (values.kind && !kind)
  throw new Error(`--kind is '${values.kind}'; it must be one of ${PAGE_KINDS.join(', ')}`);
await mkdir(out, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ],
});
const context = await browser.newContext({
  viewport: { width: TILE.width * GRID, height: TILE.height * GRID },
});
const tab = await context.newPage();
const first = Number(values.from);
const started = Date.now();
for (let seed = first; seed < first + Number(values.count); seed += GRID * GRID) {
  const pages: Page[] = Array.from({ length: GRID * GRID }, (_, i) =>
    buildPage(seed + i, values.unseen ?? false, kind),
  );
  const tiles = pages.map(
    (page, i) =>
      `<div id="p${i}" style="position:absolute;overflow:hidden;left:${(i % GRID) * TILE.width}px;top:${Math.floor(i / GRID) * TILE.height}px;width:${TILE.width}px;height:${TILE.height}px">${page.html}</div>`,
  );
  await tab.setContent(`<!doctype html><body style="margin:0">${tiles.join('')}</body>`);
  // tsx keeps function names with a helper that the page does not have.
  await tab.evaluate('globalThis.__name = (f) => f');
  const measured = await tab.evaluate(measure, pages.length);
  const png = await tab.screenshot({ type: 'png' });
  const records = pages.map((page, i) => {
    const m = measured[i];
    const boxes = m?.boxes ?? {};
    const visible = Object.keys(boxes)
      .map(Number)
      .filter((e) => inside(boxes[e]?.box));
    return {
      seed: page.seed,
      kind: page.kind,
      elements: page.elements,
      boxes,
      chars: m?.chars ?? [],
      queries: queriesFor(page, visible),
    };
  });
  await writeFile(join(out, `${seed}.png`), png);
  await writeFile(join(out, `${seed}.json`), JSON.stringify(records));
  const done = seed - first + GRID * GRID;
  if (done % 320 === 0)
    console.log(`${done} pages, ${(done / ((Date.now() - started) / 1000)).toFixed(1)} a second`);
}
await browser.close();

function inside(box: number[] | undefined): boolean {
  if (!box) return false;
  const [x = 0, y = 0, w = 0, h = 0] = box;
  return w > 8 && h > 8 && x >= 0 && y >= 0 && x + w <= TILE.width && y + h <= TILE.height;
}

/** In the page: boxes of elements and words, and the centre of every character, in CSS px of the tile. */
function measure(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const tile = document.getElementById(`p${i}`);
    if (!tile) throw new Error(`no tile ${i}`);
    const origin = tile.getBoundingClientRect();
    const box = (r: DOMRect) =>
      [r.x - origin.x, r.y - origin.y, r.width, r.height].map((v) => Math.round(v * 10) / 10);
    const boxes: Record<number, { box: number[]; word: number[] | null }> = {};
    for (const e of tile.querySelectorAll<HTMLElement>('[data-e]')) {
      boxes[Number(e.dataset.e)] = { box: box(e.getBoundingClientRect()), word: null };
    }
    for (const t of tile.querySelectorAll<HTMLElement>('[data-t]')) {
      const entry = boxes[Number(t.dataset.t)];
      if (entry) entry.word = box(t.getBoundingClientRect());
    }
    const chars: [string, number, number][] = [];
    const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node && chars.length < 900; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      for (let k = 0; k < text.length; k++) {
        const c = text[k] ?? ' ';
        if (c === ' ') continue;
        range.setStart(node, k);
        range.setEnd(node, k + 1);
        const r = range.getBoundingClientRect();
        chars.push([c, Math.round(r.x + r.width / 2 - origin.x), Math.round(r.y + r.height / 2 - origin.y)]);
      }
    }
    return { boxes, chars };
  });
}
