import type { Hit } from '../../protocol/effect.ts';
import type { Item } from './popup.ts';

/** Adds an element of that class and text to a pop-up. */
export function add(parent: HTMLElement, className: string, text = ''): HTMLElement {
  const drawn = document.createElement('div');
  drawn.className = className;
  drawn.textContent = text;
  parent.append(drawn);
  return drawn;
}

/** Something that can be chosen: `hit` says what it is to those who cannot see it. */
export function item(
  drawn: HTMLElement,
  hit: Hit,
  choose: () => void,
  { chosen = false, disabled = false } = {},
): Item {
  drawn.role = hit.role;
  drawn.ariaLabel = hit.name;
  drawn.ariaSelected = String(chosen);
  if (disabled) drawn.ariaDisabled = 'true';
  return { drawn, hit, disabled, choose };
}

/** A plain option of a list. */
export function option(name: string): Hit {
  return { tag: 'option', role: 'option', name };
}

/** A small button of a picker, or a day of it. */
export function button(name: string): Hit {
  return { tag: 'button', role: 'button', name };
}
