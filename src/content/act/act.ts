import type { PageAction } from '../../protocol/content.ts';
import type { Effect, Hit } from '../../protocol/effect.ts';
import type { Point } from '../../protocol/geometry.ts';
import { showCursorAt } from '../cursor.ts';
import { hitOf } from '../facts/facts.ts';
import { chord, UnknownKeyError } from '../keyboard/keyboard.ts';
import { type Aim, aimAt, controlOf } from '../page/aim.ts';
import { deepActiveElement, isDisabled, isInput, isSelect } from '../page/dom.ts';
import { click } from '../pointer/click.ts';
import { mousePosition, moveTo } from '../pointer/mouse.ts';
import { wheel } from '../pointer/wheel.ts';
import { showList } from '../select/list.ts';
import { actOnList } from './on_list.ts';
import { checkUnchanged, Refusal } from './refusal.ts';
import { watch } from './snapshot.ts';
import { typeInto } from './type.ts';

/**
 * Carries out one action and reports what it did. `expect`: the element the person approved; anything else under
 * the point is refused. Never rejects for what a page can cause.
 */
export async function act(action: PageAction, expect: Hit | null): Promise<Effect> {
  try {
    return (await actOnList(action, expect)) ?? (await carryOut(action, expect));
  } catch (error) {
    if (error instanceof Refusal) {
      return { kind: 'refused', reason: error.reason, detail: error.message, hit: error.hit };
    }
    if (error instanceof UnknownKeyError) {
      return { kind: 'refused', reason: 'unknown_key', detail: error.message, hit: null };
    }
    throw error;
  }
}

async function carryOut(action: PageAction, expect: Hit | null): Promise<Effect> {
  const point = 'point' in action ? action.point : null;
  const aim = point && aimOrRefuse(point);
  const control = aim ? controlOf(aim.element) : deepActiveElement();
  const hit = control && hitOf(control);
  if (expect) checkUnchanged(expect, hit);
  if (point) showCursorAt(point);
  const watched = watch(control);
  const note = await perform(action, aim, control, hit);
  return { kind: 'page', hit, changes: await watched.changes(), note };
}

/** Returns a note for the report, mostly ''. */
async function perform(
  action: PageAction,
  aim: Aim | null,
  control: Element | null,
  hit: Hit | null,
): Promise<string> {
  switch (action.kind) {
    case 'click':
      return clickOn(aim, control, hit);
    case 'move':
      if (aim) moveTo(aim);
      return '';
    case 'type':
      return typeInto(action, aim, control, hit);
    case 'key':
      await chord(action.keys);
      return '';
    case 'scroll': {
      const at = aim ?? aimOrRefuse(mousePosition() ?? { x: innerWidth / 2, y: innerHeight / 2 });
      if (aim) moveTo(aim);
      if (wheel(at, action.deltaY)) return '';
      const direction = action.deltaY < 0 ? 'up' : 'down';
      throw new Refusal('cannot_scroll', `Nothing here can be scrolled further ${direction}.`, hit);
    }
  }
}

function clickOn(aim: Aim | null, control: Element | null, hit: Hit | null): string {
  if (!aim || !control) throw new Refusal('nothing_there', 'There is nothing to click.', hit);
  if (isDisabled(control)) throw new Refusal('disabled', `"${hit?.name}" is disabled.`, hit);
  const opens = click(aim);
  if (opens && isDropDown(aim.element)) {
    showList(aim.element);
    return 'Opened the list of options, drawn in the page.';
  }
  const popup = nativePopup(control);
  if (popup) throw new Refusal('needs_person', popup, hit);
  return '';
}

/** A native select whose list the browser opens outside the page; not by its label. */
function isDropDown(element: Element): element is HTMLSelectElement {
  return isSelect(element) && !element.multiple && element.size <= 1;
}

/** Why a click is not enough: what it opens is drawn by the browser and cannot be opened, or seen, by a script. */
function nativePopup(control: Element): string | null {
  if (!isInput(control)) return null;
  if (control.type === 'file') return 'Only a person can choose a file.';
  if (control.type === 'color')
    return 'The colour picker cannot be opened by a script. Choose the colour by hand.';
  return null;
}

function aimOrRefuse(point: Point): Aim {
  const result = aimAt(point);
  if (result.ok) return result.aim;
  throw new Refusal(result.reason, result.detail);
}
