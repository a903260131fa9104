import { announceChoice } from '../../keyboard/edit.ts';
import { reach } from '../../keyboard/many_choices.ts';
import { closestComposed, isDisabled, isDropDown, isSelect, tagOf } from '../../page/dom.ts';
import type { Grip } from './grip.ts';

/** An option of a native list that shows several at once. */
export interface ListOption {
  select: HTMLSelectElement;
  option: HTMLOptionElement;
}

export function listOptionOf(element: Element): ListOption | null {
  if (tagOf(element) !== 'option' || isDisabled(element)) return null;
  const select = closestComposed(element, isSelect);
  if (!select || !isSelect(select) || isDisabled(select) || isDropDown(select)) return null;
  return { select, option: element as HTMLOptionElement };
}

/** Chosen in place of all others at the press, announced at the release. */
export function pickOption({ select, option }: ListOption): Grip {
  const before = chosen(select);
  select.selectedIndex = option.index;
  reach(select, option.index);
  return {
    move: () => {},
    up: () => {
      if (chosen(select) !== before) announceChoice(select);
    },
  };
}

function chosen(select: HTMLSelectElement): string {
  return [...select.selectedOptions].map(({ index }) => index).join();
}
