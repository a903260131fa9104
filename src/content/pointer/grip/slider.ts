import { announce, setValue } from '../../keyboard/edit.ts';
import type { Aim } from '../../page/aim.ts';
import { isDisabled, isInput } from '../../page/dom.ts';
import { intoBox } from '../../page/into_frame.ts';
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
  if (!onThumb(range, aim)) move(aim);
  return {
    move,
    up: () => {
      if (range.value !== before) announce(range, 'change');
    },
  };
}

/** Along the track, in the range's own CSS px: where the pointer is, and how far the thumb's centre travels. */
function track(range: HTMLInputElement, { client }: Aim) {
  const style = getComputedStyle(range);
  const px = (value: string) => Number.parseFloat(value) || 0;
  const at = intoBox(range, client);
  const upright = style.writingMode.startsWith('vertical');
  const start = upright
    ? px(style.borderTopWidth) + px(style.paddingTop)
    : px(style.borderLeftWidth) + px(style.paddingLeft);
  const end = upright
    ? px(style.borderBottomWidth) + px(style.paddingBottom)
    : px(style.borderRightWidth) + px(style.paddingRight);
  const travel = Math.max(1, (upright ? range.offsetHeight : range.offsetWidth) - start - end - THUMB);
  const along = (upright ? at.y : at.x) - start - THUMB / 2;
  return { along: style.direction === 'rtl' ? travel - along : along, travel };
}

function boundsOf(range: HTMLInputElement): { min: number; length: number } {
  const min = range.min === '' ? 0 : Number(range.min);
  const max = range.max === '' ? 100 : Number(range.max);
  return { min, length: Math.max(0, max - min) };
}

/** A press on the thumb itself moves nothing yet. */
function onThumb(range: HTMLInputElement, aim: Aim): boolean {
  const { along, travel } = track(range, aim);
  const { min, length } = boundsOf(range);
  const thumb = length === 0 ? 0 : ((range.valueAsNumber - min) / length) * travel;
  return Math.abs(along - thumb) < THUMB / 2;
}

/** Not rounded to a step: the element does that itself. */
function valueAt(range: HTMLInputElement, aim: Aim): number {
  const { along, travel } = track(range, aim);
  const { min, length } = boundsOf(range);
  return min + Math.min(1, Math.max(0, along / travel)) * length;
}
