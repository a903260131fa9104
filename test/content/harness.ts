import { act } from '../../src/content/act/act.ts';
import { hideCursorAhead, setCursorVisible } from '../../src/content/cursor.ts';
import { factsAt } from '../../src/content/facts/facts.ts';
import { createHandlers, openAccount } from '../../src/content/handlers.ts';
import { clipboard } from '../../src/content/keyboard/clipboard.ts';
import { createStateProbe } from '../../src/content/state.ts';

/** What the tests call inside the page: the content script without its message listener. */
const hands = {
  act,
  factsAt,
  clipboard,
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
