import { act } from '../../src/content/act/act.ts';
import { hideCursorAhead, setCursorVisible } from '../../src/content/cursor.ts';
import { factsAt } from '../../src/content/facts/facts.ts';
import { createHandlers, openAccount } from '../../src/content/handlers.ts';
import { clipboard } from '../../src/content/keyboard/clipboard.ts';
import { createStateProbe } from '../../src/content/state.ts';
import type { PageAction } from '../../src/protocol/content.ts';
import type { Hit } from '../../src/protocol/effect.ts';

/** What the rules would have looked at, in words. */
function judged(action: PageAction): Hit | null {
  if (action.kind !== 'click' && action.kind !== 'type' && action.kind !== 'key') return null;
  const facts = factsAt('point' in action ? action.point : null);
  return facts && { tag: facts.tag, role: facts.role, name: facts.name };
}

/** What the tests call inside the page: the content script without its message listener. */
const hands = {
  act,
  factsAt,
  clipboard,
  judged,
  hideCursorAhead,
  setCursorVisible,
  createHandlers,
  createStateProbe,
  openAccount,
};

declare global {
  interface Window {
    hands: typeof hands;
    log: string[];
  }
}

window.hands = hands;
