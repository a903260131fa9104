import type { Action } from '../../protocol/action.ts';
import type { Hit } from '../../protocol/effect.ts';
import { isSecret, shownAction } from '../../protocol/hidden.ts';
import type { Step, TaskRecord } from '../../protocol/task.ts';
import { addressInWords, durationInWords } from './format.ts';

/** `button “Add”`, `“Add”` or `button`; '' when nothing is known about the element. */
export function hitInWords(hit: Hit | null): string {
  if (hit === null) return '';
  const role = hit.role === 'generic' || hit.role === '' ? '' : hit.role;
  const name = hit.name === '' ? '' : `“${hit.name}”`;
  return [role, name].filter(Boolean).join(' ');
}

/** What the model wants to do, in one line; `hit` is the element it reached, once that is known. */
export function actionInWords(action: Action, hit: Hit | null = null): string {
  const element = hitInWords(hit);
  switch (action.action) {
    case 'left_click':
      return element ? `Click ${element}` : 'Click';
    case 'mouse_move':
      return element ? `Point at ${element}` : 'Move the pointer';
    case 'type': {
      const enter = action.press_enter ? ' and press Enter' : '';
      return `Type “${action.text}”${element ? ` into ${element}` : ''}${enter}`;
    }
    case 'key':
      return `Press ${action.keys.join(' + ')}`;
    case 'scroll':
      return action.pixels > 0 ? 'Scroll up' : 'Scroll down';
    case 'visit_url':
      return `Open ${addressInWords(action.url)}`;
    case 'web_search':
      return `Search the web for “${action.query}”`;
    case 'history_back':
      return 'Go back';
    case 'pause_and_memorize_fact':
      return `Remember: ${action.fact}`;
    case 'wait':
      return `Wait ${durationInWords(action.time * 1000)}`;
    case 'terminate':
      return action.status === 'success' ? 'Finish' : 'Give up';
  }
}

/** What is on its way to being done; null: nothing. Text is not shown before it is known what field it is for. */
export function proposalInWords({ status, proposal }: TaskRecord): string | null {
  if (!proposal) return null;
  const { action, facts } = proposal;
  return actionInWords(shownAction(action, status === 'guarding' || isSecret(facts?.input)));
}

/** What was done in a finished step, with the element it reached. */
export function stepInWords({ action, effect }: Step): string {
  return actionInWords(action, effect.kind === 'page' || effect.kind === 'refused' ? effect.hit : null);
}
