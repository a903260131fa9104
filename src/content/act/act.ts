import { activates, type PageAction } from '../../protocol/content.ts';
import type { Effect, Hit } from '../../protocol/effect.ts';
import type { Point } from '../../protocol/geometry.ts';
import { showCursorAt } from '../cursor.ts';
import { hitOf } from '../facts/facts.ts';
import { chord, UnknownKeyError } from '../keyboard/keyboard.ts';
import { type Aim, aimAt, controlOf } from '../page/aim.ts';
import { deepActiveElement, isDisabled, isInput } from '../page/dom.ts';
import { tellFocus } from '../page/focus_events.ts';
import { click } from '../pointer/click.ts';
import { drag } from '../pointer/drag.ts';
import { mousePosition, moveTo } from '../pointer/mouse.ts';
import { wheel } from '../pointer/wheel.ts';
import { showPickerOf } from '../popup/pickers.ts';
import { actOnPopup } from './on_popup.ts';
import { checkHovered, checkUnchanged, type Judged, LeftOut, Refusal } from './refusal.ts';
import { watch } from './snapshot.ts';
import { typeInto } from './type.ts';

/**
 * Carries out one action and reports what it did. `expect`: the element the rules judged, null where there was none;
 * anything else is refused. Never rejects for what a page can cause.
 */
export async function act(action: PageAction, expect: Hit | null): Promise<Effect> {
  try {
    return (await actOnPopup(action, expect)) ?? (await carryOut(action, expect));
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
  const point = pointOf(action);
  const aim = point && aimOrRefuse(point);
  const control = aim ? controlOf(aim.element) : deepActiveElement();
  const judged = control && { control, hit: hitOf(control) };
  const hit = judged?.hit ?? null;
  if (expect || activates(action)) checkUnchanged(expect, hit);
  if (point) showCursorAt(point);
  const watched = watch(control);
  tellFocus();
  const { note, refusal } = await perform(action, aim, judged).then(
    (words) => ({ note: words, refusal: null }),
    (error: unknown) => ({ note: '', refusal: refusalOf(error) }),
  );
  const changes = await watched.changes();
  // What a handler has focused a moment later.
  tellFocus();
  const report = { kind: 'page', hit, changes, note } as const;
  if (!refusal) return report;
  // Typing begins with a click: where that did something, no text is not nothing.
  const clicked = aim && refusal.reason === 'not_editable' && changes.some(({ what }) => what !== 'focus');
  if (!clicked && !(refusal instanceof LeftOut)) throw refusal;
  const leftOut = clicked ? `Nothing was typed: ${refusal.message}` : refusal.message;
  return { ...report, leftOut };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

/** Where an action begins; null: with what has the focus. */
function pointOf(action: PageAction): Point | null {
  if (action.kind === 'drag') return action.from;
  return 'point' in action ? action.point : null;
}

/** Returns a note for the report, mostly ''. */
async function perform(action: PageAction, aim: Aim | null, judged: Judged | null): Promise<string> {
  switch (action.kind) {
    case 'click':
      return clickOn(action, aim, judged);
    case 'drag':
      if (aim) await drag(aim, aimOrRefuse(action.to));
      showCursorAt(action.to);
      return '';
    case 'move':
      if (aim) moveTo(aim);
      return '';
    case 'type':
      return typeInto(action, aim, judged);
    case 'key':
      await chord(action.keys);
      return '';
    case 'scroll': {
      const at = aim ?? aimOrRefuse(mousePosition() ?? { x: innerWidth / 2, y: innerHeight / 2 });
      if (aim) moveTo(aim);
      if (wheel(at, action.deltaY)) return '';
      const direction = action.deltaY < 0 ? 'up' : 'down';
      throw new Refusal('cannot_scroll', `Nothing here can be scrolled further ${direction}.`, judged?.hit);
    }
  }
}

function clickOn(
  { button, count }: PageAction & { kind: 'click' },
  aim: Aim | null,
  judged: Judged | null,
): string {
  if (!aim || !judged) throw new Refusal('nothing_there', 'There is nothing to click.');
  const { control, hit } = judged;
  if (isDisabled(control)) throw new Refusal('disabled', `"${hit.name}" is disabled.`, hit);
  const opens = click(aim, { button, count }, (now) => checkHovered(judged, controlOf(now.element)));
  if (button === 'right') return '';
  const shown = opens ? showPickerOf(aim.element) : null;
  if (shown) return shown;
  if (isInput(control) && control.type === 'file')
    throw new Refusal('needs_person', 'Only a person can choose a file.', hit);
  return '';
}

function aimOrRefuse(point: Point): Aim {
  const result = aimAt(point);
  if (result.ok) return result.aim;
  throw new Refusal(result.reason, result.detail);
}
