import { announceChoice, setValue } from '../keyboard/edit.ts';
import { isDisabled, isDropDown, isInput, isSelect } from '../page/dom.ts';
import { listOptionOf } from '../pointer/grip/list_box.ts';
import { calendar, months } from './calendar.ts';
import { palette } from './palette.ts';
import { closePopup, type Draw, showPopup } from './popup.ts';
import { selectList } from './select_list.ts';
import { suggestions } from './suggestions.ts';
import { times } from './times.ts';

/** Sets the field's value as its picker does, and closes that. */
export type Pick = (value: string) => void;

/**
 * Shows what the browser would open outside the page when `element`, an enabled field, is clicked; returns a note
 * for the report, or null where it opens nothing.
 */
export function showPickerOf(element: Element): string | null {
  if (isDisabled(element)) return null;
  const list = listOptionOf(element)?.select;
  if (list?.multiple) {
    const shown = showPopup(list, selectList(list));
    return shown ? 'Drew the list anew: each click on one of its lines adds it or takes it away.' : null;
  }
  if (isSelect(element)) {
    if (!isDropDown(element)) return null;
    return showPopup(element, selectList(element)) ? 'Opened the list of options, drawn in the page.' : null;
  }
  if (!isInput(element) || element.readOnly) return null;
  const pick: Pick = (value) => {
    closePopup();
    const before = element.value;
    setValue(element, value);
    if (element.value !== before) announceChoice(element);
  };
  const draw = pickerOf(element, pick);
  return draw && showPopup(element, draw) ? 'Opened what can be chosen here, drawn in the page.' : null;
}

function pickerOf(input: HTMLInputElement, pick: Pick): Draw | null {
  switch (input.type) {
    case 'date':
    case 'week':
      return calendar(input, pick);
    case 'datetime-local':
      // A day and then a time, one picker after the other.
      return calendar(input, (day) =>
        showPopup(
          input,
          times(input, (time) => pick(`${day}T${time}`)),
        ),
      );
    case 'month':
      return months(input, pick);
    case 'time':
      return times(input, pick);
    case 'color':
      return palette(input, pick);
    default:
      return input.list && input.list.options.length > 0 ? suggestions(input, input.list, pick) : null;
  }
}
