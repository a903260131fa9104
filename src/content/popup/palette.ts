import type { Pick } from './pickers.ts';
import type { Draw } from './popup.ts';
import { add, button, item } from './rows.ts';

/** Names a person would say, from left to right and top to bottom, six a row. */
const COLOURS: readonly [name: string, value: string][] = [
  ['black', '#000000'],
  ['grey', '#808080'],
  ['silver', '#c0c0c0'],
  ['white', '#ffffff'],
  ['brown', '#8b4513'],
  ['maroon', '#800000'],
  ['red', '#ff0000'],
  ['orange', '#ffa500'],
  ['gold', '#ffd700'],
  ['yellow', '#ffff00'],
  ['lime', '#00ff00'],
  ['green', '#008000'],
  ['olive', '#808000'],
  ['teal', '#008080'],
  ['turquoise', '#40e0d0'],
  ['cyan', '#00ffff'],
  ['sky blue', '#87ceeb'],
  ['blue', '#0000ff'],
  ['navy', '#000080'],
  ['indigo', '#4b0082'],
  ['purple', '#800080'],
  ['violet', '#ee82ee'],
  ['magenta', '#ff00ff'],
  ['pink', '#ffc0cb'],
];

/** Colours to choose from; the page's own suggestions first. Any other is typed, as `#rrggbb`. */
export function palette(input: HTMLInputElement, pick: Pick): Draw {
  const suggested = [...(input.list?.options ?? [])].map(({ value }): [string, string] => [value, value]);
  return (box) => {
    const grid = add(box, 'grid');
    grid.style.gridTemplateColumns = 'repeat(6, max-content)';
    grid.style.gap = '6px';
    return [...suggested, ...COLOURS].map(([name, value]) => {
      const swatch = add(grid, 'swatch');
      swatch.style.background = value;
      return item(swatch, button(name), () => pick(value), { chosen: value === input.value });
    });
  };
}
