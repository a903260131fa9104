import type { PageAction } from '../../protocol/content.ts';
import type { Point } from '../../protocol/geometry.ts';
import { watchDialogs } from './dialogs.ts';
import { characterKey, type Key, keyNamed, modifierOf } from './keys.ts';

/**
 * Real input through the DevTools protocol: for pages that heed no other. Only the build made by
 * `npm run build:debugger` has the permission; in all others the API is not there and nothing here is used.
 */
export const hasTrustedInput = (): boolean => chrome.debugger !== undefined;

/** The browser shows a bar over the tab as long as it is attached, which takes room from the page. */
let attachedTo: number | null = null;

/** Throws what the browser says, such as that another debugger is attached, or the signal's reason. */
export async function attach(tabId: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (attachedTo === tabId) return;
  await chrome.debugger.attach({ tabId }, '1.3').catch((error: unknown) => {
    // Attached in an earlier life of this service worker.
    if (!String(error).includes('already attached')) throw error;
  });
  // The task ended meanwhile: nobody else would give the tab back.
  if (signal.aborted) await detach(tabId);
  signal.throwIfAborted();
  attachedTo = tabId;
  chrome.debugger.onDetach.addListener(forget);
  await watchDialogs(tabId);
}

/** Gives the tab back; nothing happens where it is not attached. */
export async function detach(tabId: number): Promise<void> {
  attachedTo = null;
  await chrome.debugger.detach({ tabId }).catch(() => {});
}

function forget({ tabId }: chrome.debugger.DebuggerSession): void {
  if (tabId === attachedTo) attachedTo = null;
}

/** What is sent as real input; a drag is left to the content script. */
export type RealAction = Exclude<PageAction, { kind: 'drag' }>;

/** What is asked while an action is under way. */
export interface Checks {
  /** The mouse is where it is about to press, in CSS px of the top frame. Throws what ends the action. */
  hovered(point: Point): Promise<void>;
  /** Whether what has the focus now takes text, and Enter, without anything happening that nobody has judged. */
  takes(): Promise<{ text: boolean; enter: boolean }>;
  /** Aborted: no button and no key goes down any more; what is down comes up. */
  signal: AbortSignal;
}

/**
 * Does it, and says what of it was left out, mostly ''. `point` of the action in CSS px of the top frame, as shown. Throws
 * RangeError for a key of no such name, what `checks` throw and the signal's reason.
 */
export async function dispatch(tabId: number, action: RealAction, checks: Checks): Promise<string> {
  const { signal } = checks;
  await attach(tabId, signal);
  switch (action.kind) {
    case 'move':
      await mouse(tabId, 'mouseMoved', action.point);
      return '';
    case 'click':
      await click(tabId, action.point, checks, action);
      return '';
    case 'type':
      return type(tabId, action, checks);
    case 'key':
      await chord(tabId, action.keys, signal);
      return '';
    case 'scroll': {
      const point = action.point ?? { x: 10, y: 10 };
      const turned = { type: 'mouseWheel', ...point, deltaX: 0, deltaY: action.deltaY };
      await send(tabId, 'Input.dispatchMouseEvent', turned);
      return '';
    }
  }
}

const NOT_TYPED = 'Nothing was typed: the click gave the focus to something that takes no text.';
const NO_ENTER =
  'Enter was left out: what has the focus now was judged by nobody. Press it as an action of its own.';

/** A double click is a first and a second one, as a hand makes it. */
async function click(
  tabId: number,
  point: Point,
  { hovered, signal }: Checks,
  { button = 'left', count = 1 }: Pick<PageAction & { kind: 'click' }, 'button' | 'count'> = {},
): Promise<void> {
  await mouse(tabId, 'mouseMoved', point);
  await hovered(point);
  for (let clickCount = 1; clickCount <= count; clickCount++) {
    signal.throwIfAborted();
    const pressed = { button, clickCount };
    await mouse(tabId, 'mousePressed', point, { ...pressed, buttons: button === 'left' ? 1 : 2 });
    await mouse(tabId, 'mouseReleased', point, pressed);
  }
}

async function type(
  tabId: number,
  { point, text, pressEnter, deleteExisting }: PageAction & { kind: 'type' },
  checks: Checks,
): Promise<string> {
  const { signal } = checks;
  if (point) await click(tabId, point, checks);
  const before = await checks.takes();
  if (!before.text) return NOT_TYPED;
  signal.throwIfAborted();
  if (deleteExisting) {
    // Named as an editing command, since the keys for it differ between systems.
    const all = { key: 'a', code: 'KeyA', windowsVirtualKeyCode: 65, modifiers: 2, commands: ['selectAll'] };
    await send(tabId, 'Input.dispatchKeyEvent', { type: 'rawKeyDown', ...all });
    await send(tabId, 'Input.dispatchKeyEvent', { type: 'keyUp', ...all, commands: [] });
    await chord(tabId, ['Backspace'], signal);
  }
  // A line break is Enter, too.
  const typed = before.enter ? text : (text.split(/[\r\n]/, 1)[0] ?? '');
  // A tab would carry the rest of the text into an element that nobody has looked at.
  for (const character of typed.replaceAll('\t', ' ')) {
    signal.throwIfAborted();
    await press(tabId, characterKey(character), 0);
  }
  if (typed !== text) return NO_ENTER;
  if (!pressEnter) return '';
  if (!(await checks.takes()).enter) return NO_ENTER;
  await chord(tabId, ['Enter'], signal);
  return '';
}

/** Pressed in order, released in reverse. */
async function chord(tabId: number, names: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const keys = names.map((name) => {
    const key = keyNamed(name);
    if (!key) throw new RangeError(`There is no key '${name}'.`);
    return key;
  });
  const modifiers = names.reduce((bits, name) => bits | modifierOf(name), 0);
  const held = keys.filter(({ key }) => modifierOf(key) > 0);
  for (const key of held) await keyEvent(tabId, 'rawKeyDown', key, modifiers);
  for (const key of keys) if (!held.includes(key)) await press(tabId, key, modifiers);
  for (const key of held.toReversed()) await keyEvent(tabId, 'keyUp', key, 0);
}

async function press(tabId: number, { text, ...key }: Key, modifiers: number): Promise<void> {
  // With Control, Alt or Meta a key types nothing.
  const types = text !== undefined && (modifiers & ~8) === 0;
  await keyEvent(tabId, types ? 'keyDown' : 'rawKeyDown', types ? { ...key, text } : key, modifiers);
  await keyEvent(tabId, 'keyUp', key, modifiers);
}

const keyEvent = (tabId: number, type: string, key: Key, modifiers: number) =>
  send(tabId, 'Input.dispatchKeyEvent', { type, ...key, modifiers });

const mouse = (tabId: number, type: string, point: Point, more: object = {}) =>
  send(tabId, 'Input.dispatchMouseEvent', { type, ...point, ...more });

async function send(tabId: number, method: string, params: object): Promise<void> {
  await chrome.debugger.sendCommand({ tabId }, method, { ...params });
}
