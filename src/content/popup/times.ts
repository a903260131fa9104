import type { Pick } from './pickers.ts';
import type { Draw } from './popup.ts';
import { add, item, option } from './rows.ts';

const DAY_S = 86_400;
const HALF_HOUR_S = 1800;

/** Times of the day, in the field's own steps where those are longer than half an hour; other times are typed. */
export function times(input: HTMLInputElement, pick: Pick): Draw {
  return (box) => {
    box.role = 'listbox';
    const now = input.value.slice(-5);
    const [min, max] = input.type === 'time' ? [input.min, input.max] : ['', ''];
    const step = Math.max(HALF_HOUR_S, Number(input.step) || 0);
    const count = Math.ceil(DAY_S / step);
    return Array.from({ length: count }, (_, index) => written(index * step))
      .filter((time) => (min === '' || time >= min) && (max === '' || time <= max))
      .map((time) =>
        item(add(box, 'option', time), option(time), () => pick(time), { chosen: time === now }),
      );
  };
}

/** `HH:MM` */
function written(seconds: number): string {
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${part(seconds / 3600)}:${part((seconds / 60) % 60)}`;
}
