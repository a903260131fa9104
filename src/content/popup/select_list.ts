import { hitOf } from '../facts/facts.ts';
import { choose } from '../keyboard/choice.ts';
import { isDisabled, isHtml, isSelect, tagOf } from '../page/dom.ts';
import { closePopup, type Draw, type Item } from './popup.ts';
import { add, item } from './rows.ts';

/** The options of a native select, in their groups. */
export function selectList(select: HTMLSelectElement): Draw {
  return (box) => {
    box.role = 'listbox';
    return [...select.children].flatMap((child) => drawChild(child, select, box));
  };
}

function drawChild(child: Element, select: HTMLSelectElement, box: HTMLElement): Item[] {
  if (!isHtml(child) || child.hidden || getComputedStyle(child).display === 'none') return [];
  if (tagOf(child) === 'option') return [drawOption(child as HTMLOptionElement, select, box)];
  if (tagOf(child) !== 'optgroup') return [];
  add(box, 'group', (child as HTMLOptGroupElement).label);
  return [...child.children].flatMap((option) => drawChild(option, select, box));
}

/** Chosen as in the browser's own list: `input` and `change` if it is another option; the list closes. */
function drawOption(option: HTMLOptionElement, select: HTMLSelectElement, box: HTMLElement): Item {
  const inside = option.parentElement && isSelect(option.parentElement) ? '' : ' inside';
  const pick = () => {
    closePopup();
    if (!isDisabled(select) && !isDisabled(option)) choose(select, option.index);
  };
  return item(add(box, `option${inside}`, option.label), hitOf(option), pick, {
    chosen: option.index === select.selectedIndex,
    disabled: isDisabled(option),
  });
}
