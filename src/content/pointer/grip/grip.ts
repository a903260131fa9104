import type { Aim } from '../../page/aim.ts';
import { type ListOption, listOptionOf, pickOption } from './list_box.ts';
import { parts } from './parts.ts';
import { isRange, slide } from './slider.ts';
import { selectText } from './text.ts';

/** What the browser itself does between the press of the left button and its release. */
export interface Grip {
  /** The mouse moved there with the button held. */
  move(aim: Aim): void;
  /** The button came up. */
  up(): void;
}

/**
 * The default action of a left press at `aim` beyond giving the focus; `detail`: the how-manieth press in a row.
 * Scripts' events have none: sliders, open lists, the small buttons inside fields and the selection of text are
 * done here. Null where there is nothing to do until the button comes up.
 */
export function gripAt(aim: Aim, detail: number): Grip | null {
  const { element } = aim;
  if (isRange(element)) return slide(element, aim);
  const option: ListOption | null = listOptionOf(element);
  if (option) return pickOption(option);
  return parts(aim) ?? selectText(aim, detail);
}
