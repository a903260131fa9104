import { isDisabled } from '../page/dom.ts';
import { announceChoice } from './edit.ts';
import { optionTo } from './option_to.ts';

/** Between two keys, of a native list of many choices: indices of options. */
interface Reach {
  /** Where Shift extends the choice from. */
  anchor: number;
  /** The option that keys go on from. */
  active: number;
}

/** A list's own is the browser's and cannot be read; only what the hands did is known. */
const reached = new WeakMap<HTMLSelectElement, Reach>();

/** Remembers that the mouse has chosen this option. */
export function reach(select: HTMLSelectElement, index: number): void {
  reached.set(select, { anchor: index, active: index });
}

/** Arrow keys, Home and End: one option in place of all others, or with `extend` all from the anchor on. */
export function stepMany(select: HTMLSelectElement, key: string, extend: boolean): boolean {
  const { anchor, active } = reached.get(select) ?? {
    anchor: select.selectedIndex,
    active: select.selectedIndex,
  };
  const index = optionTo(select, key, active);
  if (index === undefined) return false;
  const start = extend && anchor >= 0 ? anchor : index;
  reached.set(select, { anchor: start, active: index });
  chooseThose(select, (at) => at >= Math.min(start, index) && at <= Math.max(start, index));
  return true;
}

/** Control+A. */
export function chooseAll(select: HTMLSelectElement): void {
  chooseThose(select, () => true);
}

/** The option that keys have led to, or the first chosen; -1 where there is none. */
export function activeIndex(select: HTMLSelectElement): number {
  return reached.get(select)?.active ?? select.selectedIndex;
}

/** Arrow keys, Home and End in an open drop-down of many choices: they lead to an option and choose none. */
export function stepActive(select: HTMLSelectElement, key: string): void {
  const index = optionTo(select, key, activeIndex(select));
  if (index !== undefined) reach(select, index);
}

/** Control with Space, or Enter in an open drop-down: the option that keys have led to is added or taken away. */
export function toggleActive(select: HTMLSelectElement): void {
  const active = activeIndex(select);
  chooseThose(select, (at, chosen) => (at === active ? !chosen : chosen));
}

/** Chooses these options and no others, and tells the page once if that is a change; disabled ones stay as they are. */
export function chooseThose(
  select: HTMLSelectElement,
  wanted: (index: number, chosen: boolean) => boolean,
): void {
  let changed = false;
  for (const option of select.options) {
    const choose = wanted(option.index, option.selected);
    if (isDisabled(option) || option.selected === choose) continue;
    option.selected = choose;
    changed = true;
  }
  if (changed) announceChoice(select);
}
