import { formOf } from '../facts/form.ts';
import { isDisabled, isDropDown, isInput, isSelect } from '../page/dom.ts';
import { announce, announceChoice, setValue } from './edit.ts';
import { chooseThose, stepMany } from './many_choices.ts';
import { optionTo } from './option_to.ts';

/** Arrow keys, Home and End in controls that hold a choice; false for all others. `extend`: with Shift. */
export function stepChoice(target: Element, key: string, extend = false): boolean {
  if (isDisabled(target)) return false;
  if (isSelect(target)) {
    const many = target.multiple && !isDropDown(target);
    return many ? stepMany(target, key, extend) : stepSelect(target, key);
  }
  if (!isInput(target)) return false;
  const step = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[key] ?? 0;
  switch (target.type) {
    case 'radio':
      return stepRadio(target, -step);
    case 'number':
      return key === 'ArrowUp' || key === 'ArrowDown' ? stepNumber(target, step) : false;
    case 'range':
      if (key === 'Home' || key === 'End')
        return chooseValue(target, key === 'Home' ? target.min || '0' : target.max || '100');
      if (key === 'PageUp' || key === 'PageDown') return pageRange(target, key === 'PageUp' ? 1 : -1);
      return stepNumber(target, step);
    default:
      return false;
  }
}

/**
 * Chooses the first option whose text is, begins with or contains `text`, compared without case. In a list of many
 * choices the names of several, with commas or line ends between them, choose those. Returns false when one of them is
 * not there, or when the list is disabled.
 */
export function chooseOption(select: HTMLSelectElement, text: string): boolean {
  if (isDisabled(select)) return false;
  const whole = optionNamed(select, text);
  if (whole && !select.multiple) {
    choose(select, whole.index);
    return true;
  }
  const named = whole ? [whole] : text.split(/[,\n]/).map((name) => optionNamed(select, name));
  if (!select.multiple || named.includes(null)) return false;
  chooseThose(select, (index) => named.some((option) => option?.index === index));
  return true;
}

function optionNamed(select: HTMLSelectElement, text: string): HTMLOptionElement | null {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return null;
  const options = [...select.options].filter((option) => !isDisabled(option));
  const textOf = (option: HTMLOptionElement) => option.label.trim().toLowerCase();
  return (
    options.find((option) => textOf(option) === wanted) ??
    options.find((option) => textOf(option).startsWith(wanted)) ??
    options.find((option) => textOf(option).includes(wanted)) ??
    null
  );
}

let typed = '';
let typedAt = 0;

/** Typing into a closed list: characters within a second add up to the beginning of an option. */
export function typeAhead(select: HTMLSelectElement, character: string): void {
  typed = performance.now() - typedAt < 1000 ? typed + character : character;
  typedAt = performance.now();
  const wanted = typed.toLowerCase();
  const found = [...select.options].find((o) => !isDisabled(o) && o.label.toLowerCase().startsWith(wanted));
  if (found) choose(select, found.index);
}

function stepSelect(select: HTMLSelectElement, key: string): boolean {
  const index = optionTo(select, key, select.selectedIndex);
  if (index === undefined) return false;
  choose(select, index);
  return true;
}

/** Chooses the option with that index, and announces it if it was not chosen before. */
export function choose(select: HTMLSelectElement, index: number): void {
  if (select.selectedIndex === index) return;
  select.selectedIndex = index;
  announceChoice(select);
}

function stepRadio(radio: HTMLInputElement, step: number): boolean {
  if (!radio.name || step === 0) return false;
  const scope = formOf(radio) ?? radio.ownerDocument;
  const selector = `input[type=radio][name="${CSS.escape(radio.name)}"]`;
  const group = [...scope.querySelectorAll<HTMLInputElement>(selector)].filter((r) => !isDisabled(r));
  const next = group.at((group.indexOf(radio) + step) % group.length);
  next?.focus();
  next?.click();
  return true;
}

/** One step up (1) or down (-1); `tell`: both events, or `input` alone while a mouse button is held. */
export function stepNumber(input: HTMLInputElement, step: number, tell: 'both' | 'input' = 'both'): boolean {
  if (step === 0 || input.readOnly) return false;
  const before = input.value;
  if (input.step.toLowerCase() === 'any') stepFreely(input, step);
  else if (step > 0) input.stepUp();
  else input.stepDown();
  const after = input.value;
  if (after === before) return true;
  // Once more through the class's own setter, so that frameworks notice.
  input.value = before;
  if (tell === 'both') return chooseValue(input, after);
  setValue(input, after);
  announce(input, 'input');
  return true;
}

/** Without steps of its own a number goes by one, a slider by a hundredth of its way, as in Chromium. */
function stepFreely(input: HTMLInputElement, step: number): void {
  const range = input.type === 'range';
  const [min, max] = range ? [Number(input.min || 0), Number(input.max || 100)] : [-Infinity, Infinity];
  const next = (input.valueAsNumber || 0) + step * (range ? (max - min) / 100 : 1);
  const low = input.min === '' ? min : Number(input.min);
  const high = input.max === '' ? max : Number(input.max);
  input.value = String(Math.max(low, Math.min(high, next)));
}

/** A tenth of the way, as Chromium. */
function pageRange(range: HTMLInputElement, direction: 1 | -1): boolean {
  const length = Number(range.max || 100) - Number(range.min || 0);
  const step = Math.max(length / 10, Number(range.step) || 1);
  return chooseValue(range, String(range.valueAsNumber + direction * step));
}

function chooseValue(input: HTMLInputElement, value: string): boolean {
  const before = input.value;
  setValue(input, value);
  if (input.value !== before) announceChoice(input);
  return true;
}
