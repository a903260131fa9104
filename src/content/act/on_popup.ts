import type { PageAction } from '../../protocol/content.ts';
import type { Effect, Hit } from '../../protocol/effect.ts';
import type { Point } from '../../protocol/geometry.ts';
import { showCursorAt } from '../cursor.ts';
import { hitOf } from '../facts/facts.ts';
import { stepActive, toggleActive } from '../keyboard/many_choices.ts';
import { aimAt } from '../page/aim.ts';
import { isDropDown, isSelect } from '../page/dom.ts';
import { closePopup, isInPopup, itemAt, openPopup, type Popup } from '../popup/popup.ts';
import { checkUnchanged, Refusal } from './refusal.ts';
import { watch } from './snapshot.ts';

/**
 * What an action does to the list or picker that is shown; null when it is meant for the page, as ever. Like the
 * browser's own it closes when something else is used. Throws Refusal.
 */
export async function actOnPopup(action: PageAction, expect: Hit | null): Promise<Effect | null> {
  const popup = openPopup();
  if (!popup) return null;
  switch (action.kind) {
    case 'click':
      return clickAt(popup, action.point, expect);
    case 'scroll':
      return scrollIn(popup, action.point, action.deltaY);
    case 'key':
      return pressIn(popup, action.keys);
    case 'type':
    case 'drag':
      closePopup();
      return null;
    case 'move':
      return null;
  }
}

async function clickAt(popup: Popup, point: Point, expect: Hit | null): Promise<Effect | null> {
  const { owner } = popup;
  if (!isInPopup(popup, point)) {
    const aim = aimAt(point);
    const again = aim.ok && aim.aim.element === owner;
    if (!again) closePopup();
    return again ? done(owner, hitOf(owner), closePopup, 'Closed the list.') : null;
  }
  showCursorAt(point);
  const item = itemAt(popup, point);
  const hit = item?.hit ?? null;
  if (!item || item.disabled) {
    throw new Refusal('disabled', 'This line of the list cannot be chosen.', hit);
  }
  checkUnchanged(expect, hit);
  return done(owner, hit, item.choose, 'Chose in a list drawn for a native field.');
}

function scrollIn(popup: Popup, point: Point | null, deltaY: number): Effect | null {
  const { box } = popup;
  if (point && !isInPopup(popup, point)) {
    closePopup();
    return null;
  }
  const before = box.scrollTop;
  box.scrollBy({ top: deltaY, behavior: 'instant' });
  const y = box.scrollTop - before;
  if (y === 0) throw new Refusal('cannot_scroll', 'The list scrolls no further that way.');
  return { kind: 'page', hit: null, changes: [{ what: 'scroll', x: 0, y }], note: 'Scrolled the list.' };
}

/** Escape, Enter and Tab close it; the arrows move the choice, which a select itself does. */
function pressIn(popup: Popup, keys: readonly string[]): Promise<Effect> | null {
  const { owner } = popup;
  const [key = ''] = keys;
  if (isSelect(owner) && owner.multiple && isDropDown(owner) && keys.length === 1) {
    const deed = keyOnMany(owner, key);
    if (deed) return done(owner, hitOf(owner), () => redrawAfter(popup, deed), 'Moved or chose in the list.');
  }
  if (keys.length === 1 && (key === 'Escape' || key === 'Enter')) {
    return done(owner, hitOf(owner), closePopup, 'Closed the list.');
  }
  if (key === 'Tab' || !isSelect(owner)) closePopup();
  else owner.addEventListener('change', popup.redraw, { once: true, signal: popup.stop.signal });
  return null;
}

/** In a drop-down of many choices the arrows only lead to an option, and Enter or Space adds it or takes it away. */
function keyOnMany(select: HTMLSelectElement, key: string): (() => void) | null {
  if (key === 'Enter' || key === ' ') return () => toggleActive(select);
  return /^(Arrow(Up|Down)|Home|End)$/.test(key) ? () => stepActive(select, key) : null;
}

function redrawAfter(popup: Popup, deed: () => void): void {
  deed();
  popup.redraw();
  popup.box.querySelector('.active')?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

async function done(owner: Element, hit: Hit | null, deed: () => void, note: string): Promise<Effect> {
  const watched = watch(owner);
  deed();
  const changes = await watched.changes();
  // It shows another month now, or the next picker: nothing of that is the page's own.
  const turned = openPopup() && changes.length === 0;
  return { kind: 'page', hit, changes: turned ? [{ what: 'dom', mutations: 1 }] : changes, note };
}
