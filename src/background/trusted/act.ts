import { activates } from '../../protocol/content.ts';
import type { Effect, Hit } from '../../protocol/effect.ts';
import type { ElementFacts } from '../../protocol/facts.ts';
import type { Point } from '../../protocol/geometry.ts';
import { contentOf } from '../content_link.ts';
import { type Place, placeOf } from '../frames.ts';
import { dispatch, type RealAction } from './input.ts';

/** What the browser opens outside the page for a real click: the content script's own way is the better one. */
const NATIVE = new Set(['select', 'option']);
const PICKERS = new Set(['file', 'date', 'color']);

/**
 * Carries out an action as real input; null where the content script should do it: what would open a list, a picker
 * or another window of the browser's own. Refuses what the rules have not judged, as the content script does.
 */
export async function actTrusted(
  tabId: number,
  action: RealAction,
  expect: Hit | null,
  place: Place,
  signal: AbortSignal,
): Promise<Effect | null> {
  const content = contentOf(tabId, place.frameId, signal);
  const facts = await content.facts({ point: place.point });
  if (!facts ? action.kind === 'click' : opensNative(facts)) return null;
  if (expect ? !isSame(facts, expect) : activates(action) && facts) return changed(facts);
  if ('point' in action && action.point) await contentOf(tabId).cursor({ visible: true, at: action.point });
  await content.watch({ point: place.point });
  let leftOut: string;
  try {
    leftOut = await dispatch(tabId, action, {
      hovered: (point) => checkHovered(tabId, place, point),
      takes: () => whatTakes(tabId, place),
      signal,
    });
  } catch (error) {
    if (error instanceof HoveredError) return changed(error.found);
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'refused', reason: 'unknown_key', detail: error.message, hit: null };
  }
  const hit = facts && { tag: facts.tag, role: facts.role, name: facts.name };
  const changes = await content.changes({});
  return { kind: 'page', hit, changes, note: 'Sent as real input.', ...(leftOut ? { leftOut } : {}) };
}

/** The mouse has brought something under itself that nobody has looked at. */
class HoveredError extends Error {
  constructor(readonly found: Hit | null) {
    super('Something else lies under the mouse.');
  }
}

/** Also another frame: a page may cover one that the mouse is on. */
async function checkHovered(tabId: number, before: Place, point: Point): Promise<void> {
  const now = await placeOf(tabId, point);
  const content = contentOf(tabId, now.frameId);
  if (now.frameId !== before.frameId || !now.point)
    throw new HoveredError(await content.facts({ point: now.point }));
  const found = await content.hovered({ point: now.point });
  if (found) throw new HoveredError(found);
}

/** The frame that was looked at knows; a text in any other takes no Enter. */
async function whatTakes(tabId: number, before: Place): Promise<{ text: boolean; enter: boolean }> {
  const now = await placeOf(tabId, null);
  const content = contentOf(tabId, now.frameId);
  if (now.frameId === before.frameId) return content.takes({});
  const facts = await content.facts({ point: null });
  return { text: facts?.editable ?? true, enter: false };
}

function opensNative({ tag, input, href, disabled }: ElementFacts): boolean {
  return disabled || href !== null || NATIVE.has(tag) || (input !== null && PICKERS.has(input));
}

function isSame(facts: ElementFacts | null, { tag, role, name }: Hit): boolean {
  return facts?.tag === tag && facts.role === role && facts.name === name;
}

function changed(hit: Hit | null): Effect {
  const detail = `Something else is there now: ${hit ? `"${hit.name}" (${hit.role})` : 'nothing'}. Look again.`;
  return { kind: 'refused', reason: 'changed_since_judged', detail, hit: null };
}
