import { stepNumber } from '../../keyboard/choice.ts';
import { announce, setValue } from '../../keyboard/edit.ts';
import type { Aim } from '../../page/aim.ts';
import { isDisabled, isInput } from '../../page/dom.ts';
import { intoBox } from '../../page/into_frame.ts';
import type { Grip } from './grip.ts';

/** Width of Chromium's spin buttons, CSS px. */
const SPIN = 15;

/** The small buttons that the browser draws inside a field: no event of theirs reaches the page. */
export function parts(aim: Aim): Grip | null {
  const { element } = aim;
  if (!isInput(element) || isDisabled(element) || element.readOnly) return null;
  if (element.type === 'number') return spin(element, aim);
  if (element.type === 'search') return cross(element, aim);
  return null;
}

/** The upper and the lower arrow at the end of a number field. */
function spin(input: HTMLInputElement, aim: Aim): Grip | null {
  if (getComputedStyle(input).appearance === 'textfield') return null;
  const { inside, height, fromEnd } = inner(input, aim);
  if (!inside || fromEnd > SPIN) return null;
  const before = input.value;
  stepNumber(input, inside.y < height / 2 ? 1 : -1, 'input');
  return {
    move: () => {},
    up: () => {
      if (input.value !== before) announce(input, 'change');
    },
  };
}

/** The cross at the end of a search field that holds a text. */
function cross(input: HTMLInputElement, aim: Aim): Grip | null {
  const { appearance, fontSize } = getComputedStyle(input);
  const { inside, fromEnd } = inner(input, aim);
  if (!inside || input.value === '' || appearance === 'none' || fromEnd > Number.parseFloat(fontSize))
    return null;
  return {
    move: () => {},
    up: () => {
      setValue(input, '');
      announce(input, 'input');
      announce(input, 'search');
    },
  };
}

/** The point inside the field's content box (null outside it) and its distance from the end of a line, CSS px. */
function inner(input: HTMLInputElement, { client }: Aim) {
  const at = intoBox(input, client);
  const style = getComputedStyle(input);
  const px = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const left = px('border-left-width') + px('padding-left');
  const right = input.offsetWidth - px('border-right-width') - px('padding-right');
  const inside = at.x >= left && at.x <= right ? { x: at.x - left, y: at.y } : null;
  const fromEnd = style.direction === 'rtl' ? at.x - left : right - at.x;
  return { inside, height: input.offsetHeight, fromEnd };
}
