import type { Pick } from './pickers.ts';
import type { Draw } from './popup.ts';
import { add, item, option } from './rows.ts';

/** The options of the field's `datalist` that contain what is typed so far, as the browser shows them. */
export function suggestions(input: HTMLInputElement, list: HTMLDataListElement, pick: Pick): Draw {
  return (box) => {
    box.role = 'listbox';
    const typed = input.value.trim().toLowerCase();
    return [...list.options]
      .filter(({ disabled, value, label }) => {
        if (disabled || value === '') return false;
        return typed === '' || value.toLowerCase().includes(typed) || label.toLowerCase().includes(typed);
      })
      .map(({ value, label }) => {
        const shown = label === value ? value : `${value} · ${label}`;
        return item(add(box, 'option', shown), option(shown), () => pick(value));
      });
  };
}
