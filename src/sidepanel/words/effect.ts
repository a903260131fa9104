import { type Change, type Effect, nothingChanged, type RefusedReason } from '../../protocol/effect.ts';
import { hitInWords } from './action.ts';
import { addressInWords, count } from './format.ts';

/** How an effect is coloured: all right, worth a look, or not carried out. */
export type EffectTone = 'good' | 'quiet' | 'warn' | 'bad';

export function effectTone(effect: Effect): EffectTone {
  switch (effect.kind) {
    case 'page':
      return nothingChanged(effect) || effect.leftOut ? 'warn' : 'good';
    case 'navigated':
      return 'good';
    case 'none':
      return 'quiet';
    case 'refused':
      return 'bad';
    case 'unknown':
      return 'warn';
  }
}

const REFUSED: Record<RefusedReason, string> = {
  nothing_there: 'Not done: there is nothing at that point',
  disabled: 'Not done: that control is disabled',
  cross_origin_frame: 'Not done: that point lies in a frame of another site, which cannot be reached',
  needs_person: 'Not done: this opens a picker that only you can use',
  not_editable: 'Not done: nothing there takes text',
  cannot_scroll: 'Not done: nothing there scrolls any further',
  unknown_key: 'Not done: there is no such key',
  denied: 'Not done: you denied it',
  changed_since_judged: 'Not done: something else had moved there',
  approval_outdated: 'Not done: it is no longer what you approved',
  page_left: 'Not done: the tab shows another page by now',
  address_refused: 'Not done: only web addresses are opened',
  page_unreachable: 'Not done: the browser lets no extension act on this page',
};

function changeInWords(change: Change, from: string): string {
  switch (change.what) {
    case 'value':
      return change.masked ? 'text entered (hidden)' : `now reads “${change.after}”`;
    case 'checked':
      return change.after ? 'switched on' : 'switched off';
    case 'focus':
      return change.after ? `focus on ${hitInWords(change.after) || change.after.tag}` : 'focus gone';
    case 'url':
      return `now at ${addressInWords(change.after, from)}`;
    case 'dom':
      return 'the page changed';
    case 'scroll': {
      const distance = Math.round(Math.abs(change.y) || Math.abs(change.x));
      const [back, on] = change.y === 0 ? ['left', 'right'] : ['up', 'down'];
      return `scrolled ${distance} px ${(change.y || change.x) < 0 ? back : on}`;
    }
    case 'pixels':
      return 'the page looks different';
    case 'navigation':
      return 'another page opens';
  }
}

/** The changes worth telling: an address tells more than the navigation to it, and both more than mutations. */
function telling(changes: Change[]): Change[] {
  const has = (what: Change['what']) => changes.some((change) => change.what === what);
  return changes.filter(({ what }) => {
    if (what === 'dom') return changes.length === 1;
    if (what === 'navigation') return !has('url');
    if (what === 'focus') return !has('value') && !has('url') && !has('navigation') && !has('dom');
    return true;
  });
}

/** What came of an action on the page at `from`, in one line, first letter upper case. */
export function effectInWords(effect: Effect, from = ''): string {
  const text = effectText(effect, from);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function changesInWords(changes: Change[], from: string): string {
  if (changes.length === 0) return 'nothing changed';
  const told = telling(changes);
  const words = (told.length > 0 ? told : changes).map((change) => changeInWords(change, from));
  const more = words.length > 3 ? `, ${count(words.length - 3, 'more change')}` : '';
  return words.slice(0, 3).join(', ') + more;
}

function effectText(effect: Effect, from: string): string {
  switch (effect.kind) {
    case 'page': {
      const words = changesInWords(effect.changes, from);
      return effect.leftOut ? `${words}. ${effect.leftOut}` : words;
    }
    case 'navigated':
      return `now at ${addressInWords(effect.url, from)}`;
    case 'none':
      return effect.note || 'no action on the page';
    case 'refused':
      return effect.detail ? `${REFUSED[effect.reason]} (${effect.detail})` : REFUSED[effect.reason];
    case 'unknown':
      return `may or may not have happened: ${effect.detail}`;
  }
}
