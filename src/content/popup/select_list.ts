import { hitOf } from '../facts/facts.ts';
import { choose } from '../keyboard/choice.ts';
import { announceChoice } from '../keyboard/edit.ts';
import { activeIndex, reach } from '../keyboard/many_choices.ts';
import { isDisabled, isDropDown, isHtml, isSelect, tagOf } from '../page/dom.ts';
import { closePopup, type Draw, type Item, openPopup } from './popup.ts';
import { add, button, item } from './rows.ts';

/** The options of a native select, in their groups. */
export function selectList(select: HTMLSelectElement): Draw {
  return (box) => {
    box.role = 'listbox';
    box.ariaMultiSelectable = String(select.multiple);
    const options = [...select.children].flatMap((child) => drawChild(child, select, box));
    if (!select.multiple) return options;
    const done = add(add(box, 'foot'), 'button', 'Done');
    return [...options, item(done, button('Done'), closePopup)];
  };
}

function drawChild(child: Element, select: HTMLSelectElement, box: HTMLElement): Item[] {
  if (!isHtml(child) || child.hidden || getComputedStyle(child).display === 'none') return [];
  if (tagOf(child) === 'option') return [drawOption(child as HTMLOptionElement, select, box)];
  if (tagOf(child) === 'optgroup') add(box, 'group', (child as HTMLOptGroupElement).label);
  // Anything else lays out a list that the page styles itself.
  return [...child.children].flatMap((option) => drawChild(option, select, box));
}

/**
 * Chosen as in the browser's own list: `input` and `change` if it is another option; the list closes. In a list of
 * many choices it is added or taken away instead, which a mouse alone cannot do there, and the list stays.
 */
function drawOption(option: HTMLOptionElement, select: HTMLSelectElement, box: HTMLElement): Item {
  const inside = option.parentElement && isSelect(option.parentElement) ? '' : ' inside';
  const mark = select.multiple ? (option.selected ? '☑ ' : '☐ ') : '';
  const pick = () => {
    if (!select.multiple) closePopup();
    if (isDisabled(select) || isDisabled(option)) return;
    if (select.multiple) toggle(select, option);
    else choose(select, option.index);
  };
  const active =
    isDropDown(select) && select.multiple && activeIndex(select) === option.index ? ' active' : '';
  return item(add(box, `option${inside}${active}`, mark + option.label), hitOf(option), pick, {
    chosen: select.multiple ? option.selected : option.index === select.selectedIndex,
    disabled: isDisabled(option),
  });
}

function toggle(select: HTMLSelectElement, option: HTMLOptionElement): void {
  reach(select, option.index);
  option.selected = !option.selected;
  announceChoice(select);
  openPopup()?.redraw();
}
