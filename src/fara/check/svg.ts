import type { Point, Size } from '../../protocol/geometry.ts';
import { type Box, type CheckPage, type Element, type IconName, scaleOf } from './page.ts';

const INK = '#1b1d22';
const QUIET = '#5a5f69';
const LINE = '#8b909a';
const BLUE = '#1d4fd7';
const PANEL = '#eceef2';
/** Metric-compatible with each other, so that the pages look the same on every system. */
const FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif";

/** What an answer made of a target, to be drawn over the page. Px of the drawing. */
export interface Mark {
  box: Box;
  point: Point | null;
  hit: boolean;
}

/**
 * A page as an SVG image of the given size, CSS px. SVG, since a browser rasterises one in any extension page
 * without a tab, with the text shaped by the same code as a web page's; the boxes are known without measuring.
 */
export function pageSvg(page: CheckPage, size: Size, marks: readonly Mark[] = []): string {
  const scale = scaleOf(size);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-family="${FONT}">` +
    '<rect width="100%" height="100%" fill="#fdfdfb"/>' +
    `<g transform="scale(${scale})">${page.elements.map(draw).join('')}${marks.map(drawMark).join('')}</g></svg>`
  );
}

function draw(element: Element): string {
  switch (element.kind) {
    case 'text': {
      const { words, x, y, size, bold, light } = element;
      return label(words, x, y, size, { fill: light ? '#fff' : INK, weight: bold ? 700 : 400 });
    }
    case 'panel':
      return rect(element.box, element.dark ? '#23303f' : PANEL, 'none', 0);
    case 'button': {
      const { box, word, main } = element;
      const frame = rect(box, main ? BLUE : '#fff', main ? BLUE : INK, 10);
      return frame + centred(word, box, main ? '#fff' : INK);
    }
    case 'link': {
      const { box, word, light } = element;
      return label(word, box.x + 12, box.y + box.height / 2 + 8, 24, {
        fill: light ? '#fff' : BLUE,
        weight: 700,
        underline: !light,
      });
    }
    case 'field': {
      const { box, word } = element;
      const frame = rect(box, '#fff', LINE, 8);
      return element.label === 'above'
        ? label(word, box.x, box.y - 12, 22, { fill: INK, weight: 700 }) + frame
        : frame + label(word, box.x + 16, box.y + box.height / 2 + 8, 22, { fill: QUIET, weight: 400 });
    }
    case 'checkbox': {
      const { box, word, ticked } = element;
      const side = 30;
      const top = box.y + (box.height - side) / 2;
      const tick = ticked
        ? `<path d="M${box.x + 7} ${top + 15}l6 7 11-14" fill="none" stroke="#fff" stroke-width="4"/>`
        : '';
      return (
        rect(
          { x: box.x, y: top, width: side, height: side },
          ticked ? BLUE : '#fff',
          ticked ? BLUE : LINE,
          5,
        ) +
        tick +
        label(word, box.x + side + 16, box.y + box.height / 2 + 8, 24, { fill: INK, weight: 700 })
      );
    }
    case 'icon': {
      const { box, word, icon } = element;
      const middle = box.y + box.height / 2;
      return (
        rect(box, '#fff', LINE, 14) +
        `<g transform="translate(${box.x + 54} ${middle})" fill="none" stroke="${INK}" stroke-width="6" stroke-linecap="round">${ICONS[icon]}</g>` +
        label(word, box.x + 108, middle + 8, 24, { fill: INK, weight: 700 })
      );
    }
  }
}

/** Drawn around 0, 0, about 80 px wide. */
const ICONS: Record<IconName, string> = {
  person: '<circle cy="-18" r="16"/><path d="M-32 36a32 32 0 0 1 64 0"/>',
  gear: '<circle r="13"/><circle r="30" stroke-width="12" stroke-dasharray="12 11.6" stroke-linecap="butt"/>',
  bulb: '<path d="M-12 18c0-12-14-18-14-34a26 26 0 0 1 52 0c0 16-14 22-14 34zM-9 32h18"/>',
  dial: '<circle r="34"/><path d="M0-18V0l14 8"/>',
  leaf: '<path d="M-28 34C-34-8-4-34 34-32C36 4 16 32-22 22M-28 34C-16 8-2-4 12-12"/>',
  bars: '<path d="M-32-22h64M-32 0h64M-32 22h64"/>',
};

function drawMark({ box, point, hit }: Mark): string {
  const colour = hit ? '#0a8f3c' : '#d1121f';
  const target = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="3" stroke-dasharray="9 6"/>`;
  return point
    ? `${target}<circle cx="${point.x}" cy="${point.y}" r="8" fill="${colour}" stroke="#fff" stroke-width="3"/>`
    : target;
}

function rect({ x, y, width, height }: Box, fill: string, stroke: string, radius: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="2"/>`;
}

function centred(word: string, box: Box, fill: string): string {
  return label(word, box.x + box.width / 2, box.y + box.height / 2 + 8, 24, {
    fill,
    weight: 700,
    middle: true,
  });
}

interface Look {
  fill: string;
  weight: number;
  middle?: boolean;
  underline?: boolean;
}

/** x: left end or middle; y: baseline; px of the drawing. */
function label(
  words: string,
  x: number,
  y: number,
  size: number,
  { fill, weight, middle, underline }: Look,
): string {
  const anchor = middle ? ' text-anchor="middle"' : '';
  const line = underline ? ' text-decoration="underline"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${anchor}${line}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
