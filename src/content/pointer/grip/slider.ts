import { announce, setValue } from '../../keyboard/edit.ts';
import type { Aim } from '../../page/aim.ts';
import { isDisabled, isInput } from '../../page/dom.ts';
import type { Grip } from './grip.ts';

/** Width of Chromium's own thumb, CSS px; its centre travels the track less this. */
const THUMB = 16;

export function isRange(element: Element): element is HTMLInputElement {
  return isInput(element) && element.type === 'range' && !isDisabled(element);
}

/** The thumb follows the mouse: `input` at each change of the value, one `change` when it is let go. */
export function slide(range: HTMLInputElement, aim: Aim): Grip {
  const before = range.value;
  const move = (to: Aim) => {
    const value = range.value;
    setValue(range, String(valueAt(range, to)));
    if (range.value !== value) announce(range, 'input');
  };
  move(aim);
  return {
    move,
    up: () => {
      if (range.value !== before) announce(range, 'change');
    },
  };
}

/** Not rounded to a step: the element does that itself. */
function valueAt(range: HTMLInputElement, { client }: Aim): number {
  const box = range.getBoundingClientRect();
  const style = getComputedStyle(range);
  const upright = style.writingMode.startsWith('vertical');
  const [start, length, at] = upright ? [box.top, box.height, client.y] : [box.left, box.width, client.x];
  const along = (at - start - THUMB / 2) / Math.max(1, length - THUMB);
  const share = Math.min(1, Math.max(0, style.direction === 'rtl' ? 1 - along : along));
  const min = range.min === '' ? 0 : Number(range.min);
  const max = range.max === '' ? 100 : Number(range.max);
  return min + share * Math.max(0, max - min);
}
