import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { resolvePoint } from '../../src/fara/coordinates.ts';
import type { Point, Size } from '../../src/protocol/geometry.ts';
import { aimPages, TARGETS } from './aim_page.ts';
import { type Hands, type HandsOptions, openHands } from './hands/open.ts';

const keyOf = (r: number, g: number, b: number) => r * 65536 + g * 256 + b;

/** Where each colour is in a screenshot, by its target's name: its middle in device px. */
function middles({ width, data, channels }: ReturnType<typeof decode>): Map<string, Point> {
  const boxes = new Map(
    TARGETS.map(({ colour }) => [keyOf(...colour), { left: width, top: 1e9, right: -1, bottom: -1 }]),
  );
  for (let at = 0, pixel = 0; at < data.length; at += channels, pixel++) {
    const box = boxes.get(keyOf(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0));
    if (!box) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return new Map(
    TARGETS.flatMap(({ name, colour }): [string, Point][] => {
      const box = boxes.get(keyOf(...colour));
      if (!box || box.right < 0) return [];
      return [[name, { x: (box.left + box.right + 1) / 2, y: (box.top + box.bottom + 1) / 2 }]];
    }),
  );
}

interface Seen {
  picture: ReturnType<typeof decode>;
  image: Size;
  viewport: Size;
}

/**
 * What the agent would hit if the model pointed at the middle of each colour, by the colour's name: through the
 * screenshot, the px of the sent image, CSS px, and the very hit test that facts and actions use.
 */
async function hitsOf(hands: Hands, { picture, image, viewport }: Seen) {
  const hits = [...middles(picture)].map(async ([name, middle]) => {
    const coordinate: [number, number] = [
      (middle.x / picture.width) * image.width,
      (middle.y / picture.height) * image.height,
    ];
    const { cssX, cssY } = resolvePoint(coordinate, { kind: 'image' }, image, viewport);
    return [name, (await hands.facts({ x: cssX, y: cssY }))?.name];
  });
  return Object.fromEntries(await Promise.all(hits)) as Record<string, string | undefined>;
}

/** The other way: the middle of each element of the page itself has, in the screenshot, its colour. */
async function wrongColours({ page }: Hands, { picture, viewport }: Seen): Promise<string[]> {
  const { width, height, data, channels } = picture;
  const names = ['plain', 'under glass', 'scrolled box'];
  const wrong: string[] = [];
  for (const { name, colour } of TARGETS.filter((target) => names.includes(target.name))) {
    const shown = await page.getByRole('button', { name, exact: true }).evaluate((button) => {
      const box = button.getBoundingClientRect();
      const { scale, offsetLeft, offsetTop } = visualViewport ?? { scale: 1, offsetLeft: 0, offsetTop: 0 };
      return {
        x: (box.x + box.width / 2 - offsetLeft) * scale,
        y: (box.y + box.height / 2 - offsetTop) * scale,
      };
    });
    const column = Math.floor((shown.x / viewport.width) * width);
    const row = Math.floor((shown.y / viewport.height) * height);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const at = (row * width + column) * channels;
    if (colour.some((part, i) => data[at + i] !== part)) wrong.push(name);
  }
  return wrong;
}

const setZoom = ({ worker, tabId }: Hands, factor: number) =>
  worker.evaluate(([id, zoom]) => chrome.tabs.setZoom(id, zoom), [tabId, factor] as const);

async function settled({ page }: Hands): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 150))),
  );
}

async function withHands(options: HandsOptions, scenario: (hands: Hands) => Promise<void>): Promise<void> {
  const hands = await openHands({ outer: { width: 1040, height: 780 }, scrollbars: true, ...options });
  try {
    await scenario(hands);
  } finally {
    await hands.close();
  }
}

async function show(hands: Hands, direction: 'ltr' | 'rtl'): Promise<void> {
  for (const [address, markup] of aimPages(direction)) hands.pages.set(address, markup);
  await hands.page.goto(`http://site.test/${direction}`);
  await settled(hands);
}

const ALL = Object.fromEntries(TARGETS.map(({ name }) => [name, name]));

/** What was hit, and what should have been: everything whose colour is in the picture, and no less than `least`. */
async function expectAim(hands: Hands, least: number, what: string): Promise<void> {
  await settled(hands);
  const { png, image, viewport } = await hands.observe();
  const seen = { picture: decode(png), image, viewport };
  const hits = await hitsOf(hands, seen);
  const wanted = Object.fromEntries(Object.entries(ALL).filter(([name]) => name in hits));
  expect(hits, what).toEqual(wanted);
  expect(Object.keys(hits).length, what).toBeGreaterThanOrEqual(least);
  expect(await wrongColours(hands, seen), what).toEqual([]);
}

test.each([1, 1.25, 1.5, 2, 3])(
  'the middle of everything in the screenshot is hit, at %d device px per CSS px',
  (scale) =>
    withHands({ scale, ...(scale === 3 ? { outer: { width: 777, height: 593 } } : {}) }, async (hands) => {
      for (const direction of ['ltr', 'rtl'] as const) {
        await show(hands, direction);
        await expectAim(hands, TARGETS.length, direction);
      }
      const zooms = scale === 1 ? [0.5, 0.67, 1.1, 1.25, 1.75, 2] : [scale < 2 ? 0.75 : 1.5];
      for (const zoom of zooms) {
        await setZoom(hands, zoom);
        await expectAim(hands, zoom > 1.5 ? 6 : TARGETS.length, `page zoom ${zoom}`);
      }
      await setZoom(hands, 1);
      const devtools = await hands.context.newCDPSession(hands.page);
      await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1.4 });
      await expectAim(hands, 4, 'pinched larger');
    }),
);
