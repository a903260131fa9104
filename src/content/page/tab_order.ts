import { composedPath, frameDocument, isFrame, isHtml, shadowRootOf, tagOf } from './dom.ts';
import { isFocusable } from './focus.ts';

/** Elements of one scope in its order: each with those of the scopes that it owns. */
interface Entry {
  index: number;
  stops: Element[];
}

/**
 * Elements that Tab visits, in order, each shadow root, slot, frame of the same origin and open popover in the place
 * of its owner. `mark` is among them even when Tab does not visit it: where to go on from.
 * Source: HTML, 6.6.3 "Sequential focus navigation", and CSS Overflow's scrollers that keys reach, as in Chromium.
 */
export function tabOrder(document: Document, mark: Element | null): HTMLElement[] {
  return stopsIn([document.documentElement], mark) as HTMLElement[];
}

function stopsIn(roots: readonly Element[], mark: Element | null): Element[] {
  return roots
    .flatMap((root) => entriesOf(root, mark))
    .map((entry, order) => ({ ...entry, order }))
    .toSorted((a, b) => rank(a.index) - rank(b.index) || a.order - b.order)
    .flatMap(({ stops }) => stops);
}

function rank(tabIndex: number): number {
  return tabIndex > 0 ? tabIndex : Number.MAX_SAFE_INTEGER;
}

function entriesOf(element: Element, mark: Element | null): Entry[] {
  if (isHtml(element) && element.popover && invokerOf(element)) return [];
  return entriesFrom(element, mark);
}

function entriesFrom(element: Element, mark: Element | null): Entry[] {
  const index = tabIndexOf(element);
  const shadow = shadowRootOf(element);
  const owned = ownedStops(element, shadow, index, mark);
  // A frame whose page has nothing to visit is visited itself.
  const stands = !shadow?.delegatesFocus && !(isFrame(element) && owned.length > 0);
  const stops = element === mark || (stands && index >= 0 && isStop(element)) ? [element, ...owned] : owned;
  const inner = shadow || tagOf(element) === 'slot' ? [] : [...element.children];
  const entries = inner.flatMap((child) => entriesOf(child, mark));
  return stops.length > 0 ? [{ index: Math.max(0, index), stops }, ...entries] : entries;
}

/** What belongs to the element's own scopes. */
function ownedStops(
  element: Element,
  shadow: ShadowRoot | null,
  index: number,
  mark: Element | null,
): Element[] {
  const left = index < 0 && element.hasAttribute('tabindex');
  if (shadow) return left ? [] : stopsIn([...shadow.children], mark);
  if (tagOf(element) === 'slot') {
    const assigned = (element as HTMLSlotElement).assignedElements();
    return stopsIn(assigned.length > 0 ? assigned : [...element.children], mark);
  }
  if (isFrame(element)) {
    const inner = frameDocument(element)?.documentElement;
    return inner && !left ? stopsIn([inner], mark) : [];
  }
  const popover = isHtml(element) ? popoverOf(element) : null;
  return popover ? entriesFrom(popover, mark).flatMap(({ stops }) => stops) : [];
}

function tabIndexOf(element: Element): number {
  const written = Number.parseInt(element.getAttribute('tabindex') ?? '', 10);
  return Number.isNaN(written) ? 0 : written;
}

function isStop(element: Element): boolean {
  if (!isVisited(element)) return false;
  for (const e of composedPath(element)) if (e.hasAttribute('inert')) return false;
  if (tagOf(element) === 'area') return isShown(imageOf(element) ?? element);
  return isShown(element) && !isUncheckedInGroup(element);
}

function isVisited(element: Element): boolean {
  return isFocusable(element) || isScroller(element);
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}

/** A box that scrolls and holds nothing else to visit. */
function isScroller(element: Element): boolean {
  if (element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth)
    return false;
  const { overflowX, overflowY } = getComputedStyle(element);
  if (![overflowX, overflowY].some((overflow) => /^(auto|scroll)$/.test(overflow))) return false;
  if (element === element.ownerDocument.scrollingElement || tagOf(element) === 'body') return false;
  return ![...element.querySelectorAll('*')].some((inner) => isFocusable(inner));
}

function imageOf(area: Element): Element | null {
  const name = area.closest('map')?.name;
  return name ? area.ownerDocument.querySelector(`img[usemap="#${CSS.escape(name)}"]`) : null;
}

/** The open popover that this button has opened; null: none. */
function popoverOf(button: HTMLElement): HTMLElement | null {
  const id = button.getAttribute('popovertarget') ?? button.getAttribute('commandfor');
  const target = id ? button.ownerDocument.getElementById(id) : null;
  return target?.matches(':popover-open') ? target : null;
}

function invokerOf(popover: HTMLElement): Element | null {
  if (!popover.id || !popover.matches(':popover-open')) return null;
  const id = CSS.escape(popover.id);
  return popover.ownerDocument.querySelector(`[popovertarget="${id}"], [commandfor="${id}"]`);
}

/** Of a group of radio buttons Tab visits the checked one. */
function isUncheckedInGroup(element: Element): boolean {
  const group = radioGroup(element);
  return !(element as HTMLInputElement).checked && group.some((radio) => radio.checked);
}

/** The radio buttons of which one alone can be checked, this one among them; empty for anything else. */
export function radioGroup(element: Element): HTMLInputElement[] {
  const radio = element as HTMLInputElement;
  if (tagOf(element) !== 'input' || radio.type !== 'radio' || !radio.name) return [];
  const scope = radio.form ?? (radio.getRootNode() as Document | ShadowRoot);
  const selector = `input[type=radio][name="${CSS.escape(radio.name)}"]`;
  return [...scope.querySelectorAll<HTMLInputElement>(selector)].filter(({ form }) => form === radio.form);
}
