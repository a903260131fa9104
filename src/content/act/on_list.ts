import type { PageAction } from '../../protocol/content.ts';
import type { Effect, Hit } from '../../protocol/effect.ts';
import type { Point } from '../../protocol/geometry.ts';
import { showCursorAt } from '../cursor.ts';
import { hitOf } from '../facts/facts.ts';
import { aimAt } from '../page/aim.ts';
import { isDisabled } from '../page/dom.ts';
import {
  chooseFromList,
  closeList,
  isInList,
  type OpenList,
  openList,
  optionAt,
  refreshList,
} from '../select/list.ts';
import { checkUnchanged, Refusal } from './refusal.ts';
import { watch } from './snapshot.ts';

/**
 * What an action does to the list of options that is shown; null when it is meant for the page, as ever. Like the
 * browser's own list it closes when something else is used. Throws Refusal.
 */
export async function actOnList(action: PageAction, expect: Hit | null): Promise<Effect | null> {
  const list = openList();
  if (!list) return null;
  switch (action.kind) {
    case 'click':
      return clickAt(list, action.point, expect);
    case 'scroll':
      return scrollIn(list, action.point, action.deltaY);
    case 'key':
      return pressIn(list, action.keys);
    case 'type':
      closeList();
      return null;
    case 'move':
      return null;
  }
}

async function clickAt(list: OpenList, point: Point, expect: Hit | null): Promise<Effect | null> {
  const { select } = list;
  if (!isInList(list, point)) {
    const aim = aimAt(point);
    const again = aim.ok && aim.aim.element === select;
    if (!again) closeList();
    return again ? done(select, hitOf(select), closeList, 'Closed the list.') : null;
  }
  showCursorAt(point);
  const option = optionAt(list, point);
  const hit = option && hitOf(option);
  if (!option || isDisabled(option)) {
    throw new Refusal('disabled', 'This line of the list cannot be chosen.', hit);
  }
  if (expect) checkUnchanged(expect, hit);
  return done(select, hit, () => chooseFromList(list, option), 'Chose an option of a native list.');
}

function scrollIn({ box }: OpenList, point: Point | null, deltaY: number): Effect | null {
  const list = openList();
  if (point && list && !isInList(list, point)) {
    closeList();
    return null;
  }
  const before = box.scrollTop;
  box.scrollBy({ top: deltaY, behavior: 'instant' });
  const y = box.scrollTop - before;
  if (y === 0) throw new Refusal('cannot_scroll', 'The list scrolls no further that way.');
  return { kind: 'page', hit: null, changes: [{ what: 'scroll', x: 0, y }], note: 'Scrolled the list.' };
}

/** Escape, Enter and Tab close it; the arrows move the choice, which the select itself does. */
function pressIn(list: OpenList, keys: readonly string[]): Promise<Effect> | null {
  const { select } = list;
  const [key] = keys;
  if (keys.length === 1 && (key === 'Escape' || key === 'Enter')) {
    return done(select, hitOf(select), closeList, 'Closed the list.');
  }
  if (key === 'Tab') closeList();
  else select.addEventListener('change', () => refreshList(list), { once: true, signal: list.stop.signal });
  return null;
}

async function done(
  select: HTMLSelectElement,
  hit: Hit | null,
  deed: () => void,
  note: string,
): Promise<Effect> {
  const watched = watch(select);
  deed();
  return { kind: 'page', hit, changes: await watched.changes(), note };
}
