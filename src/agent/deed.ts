import type { Action } from '../protocol/action.ts';
import type { PageAction } from '../protocol/content.ts';
import type { Effect } from '../protocol/effect.ts';
import type { ActionPoint } from '../protocol/task.ts';
import { searchUrl, visitUrl } from './address.ts';
import { keyName } from './keys.ts';

/** An action as something to do: in the page, in the tab, or nowhere. */
export type Deed =
  | { kind: 'page'; action: PageAction }
  | { kind: 'visit'; url: string }
  | { kind: 'back' }
  | { kind: 'wait'; ms: number }
  | { kind: 'none'; note: string };

/** CSS px a scroll moves by, whatever number the model gave: only its sign counts upstream. */
export const SCROLL_STEP = 400;
/** A model may ask to wait for longer; it can ask again. */
const MAX_WAIT_MS = 30_000;

/**
 * What carrying out `action` means. `point` is the resolved aim: the same that was guarded.
 * Throws AddressRefusedError for an address the agent does not open.
 */
export function deedOf(action: Action, point: ActionPoint | null): Deed {
  switch (action.action) {
    case 'left_click':
      return { kind: 'page', action: { kind: 'click', point: css(action, point) } };
    case 'mouse_move':
      return { kind: 'page', action: { kind: 'move', point: css(action, point) } };
    case 'type':
      return {
        kind: 'page',
        action: {
          kind: 'type',
          point: point && css(action, point),
          text: action.text,
          pressEnter: action.press_enter,
          deleteExisting: action.delete_existing_text,
        },
      };
    case 'key':
      return { kind: 'page', action: { kind: 'key', keys: action.keys.map(keyName) } };
    case 'scroll': {
      const direction = Math.sign(Math.trunc(action.pixels));
      if (direction === 0) return { kind: 'none', note: 'A scroll by 0 pixels moves nothing.' };
      const deltaY = -direction * SCROLL_STEP;
      return { kind: 'page', action: { kind: 'scroll', point: point && css(action, point), deltaY } };
    }
    case 'visit_url':
      return { kind: 'visit', url: visitUrl(action.url) };
    case 'web_search':
      return { kind: 'visit', url: searchUrl(action.query) };
    case 'history_back':
      return { kind: 'back' };
    case 'wait':
      return { kind: 'wait', ms: Math.min(action.time * 1000, MAX_WAIT_MS) };
    case 'pause_and_memorize_fact':
      return { kind: 'none', note: 'Kept in the conversation.' };
    case 'terminate':
      return { kind: 'none', note: 'The model ended the task.' };
  }
}

/** The report on a deed that reaches no page. */
export function effectOfNone(note: string): Effect {
  return { kind: 'none', note };
}

function css(action: Action, point: ActionPoint | null): { x: number; y: number } {
  if (!point) throw new Error(`'${action.action}' needs a point, and the proposal has none`);
  return { x: point.cssX, y: point.cssY };
}
