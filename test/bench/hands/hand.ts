import type { Page, Worker } from 'playwright-core';
import { resolvePoint } from '../../../src/fara/coordinates.ts';
import { sentSize } from '../../../src/fara/profile.ts';
import { getProfile } from '../../../src/fara/profiles/index.ts';
import { contentMethods, type PageAction } from '../../../src/protocol/content.ts';
import type { Hit } from '../../../src/protocol/effect.ts';
import type { Point } from '../../../src/protocol/geometry.ts';
import { connect, NoAnswerError } from '../../../src/protocol/messages.ts';
import { popupItem } from './popup_item.ts';

/** A Playwright selector (its centre is meant), with a place in the box where the centre will not do (0 to 1). */
export type Target = string | { in: string; x: number; y: number };

/** What a behaviour is told with; both the extension and Playwright's trusted input can do all of it. */
interface Moves {
  click(target: Target): Promise<void>;
  doubleClick(target: Target): Promise<void>;
  rightClick(target: Target): Promise<void>;
  /** `null`: into what has the focus. */
  type(target: Target | null, text: string, options?: { clear?: boolean; enter?: boolean }): Promise<void>;
  /** One chord, such as `press('Control', 'a')`. */
  press(...keys: string[]): Promise<void>;
  /** CSS px, positive down; `null`: where the mouse is. */
  scroll(target: Target | null, deltaY: number): Promise<void>;
  hover(target: Target): Promise<void>;
  drag(from: Target, to: Target): Promise<void>;
}

/** Playwright's input: what a person's mouse and keyboard do. */
export interface TrustedHand extends Moves {
  readonly kind: 'trusted';
  /** Which no model's actions have. */
  controlClick(target: Target): Promise<void>;
}

/** The extension's hands. */
export interface OurHand extends Moves {
  readonly kind: 'ours';
  /** Clicks that item of the list or picker drawn for a native field. */
  choose(name: string): Promise<void>;
  /** How long each action took, ms, from the service worker and back. */
  readonly tookMs: readonly number[];
}

export type Hand = OurHand | TrustedHand;

/** How long a target may take to appear, ms. */
const APPEAR_MS = 2000;

async function pointOf(page: Page, target: Target): Promise<Point> {
  const { in: selector, x, y } = typeof target === 'string' ? { in: target, x: 0.5, y: 0.5 } : target;
  const locator = page.locator(selector).first();
  await locator.waitFor({ state: 'visible', timeout: APPEAR_MS });
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${selector} has no box`);
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

export function trustedHand(page: Page): TrustedHand {
  const { mouse, keyboard } = page;
  const at = (target: Target) => pointOf(page, target);
  const hand: TrustedHand = {
    kind: 'trusted',
    async click(target) {
      const { x, y } = await at(target);
      await mouse.click(x, y);
    },
    async controlClick(target) {
      const { x, y } = await at(target);
      await keyboard.down('Control');
      await mouse.click(x, y);
      await keyboard.up('Control');
    },
    async doubleClick(target) {
      const { x, y } = await at(target);
      await mouse.dblclick(x, y);
    },
    async rightClick(target) {
      const { x, y } = await at(target);
      await mouse.click(x, y, { button: 'right' });
    },
    async type(target, text, { clear = false, enter = false } = {}) {
      if (target) await hand.click(target);
      if (clear) await hand.press('Control', 'a');
      if (clear) await hand.press('Backspace');
      await keyboard.type(text);
      if (enter) await keyboard.press('Enter');
    },
    press: (...keys) => keyboard.press(keys.join('+')),
    async scroll(target, deltaY) {
      if (target) await hand.hover(target);
      await mouse.wheel(0, deltaY);
    },
    async hover(target) {
      const { x, y } = await at(target);
      await mouse.move(x, y);
    },
    async drag(from, to) {
      const [start, end] = [await at(from), await at(to)];
      await mouse.move(start.x, start.y);
      await mouse.down();
      await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
      await mouse.move(end.x, end.y, { steps: 5 });
      await mouse.up();
    },
  };
  return hand;
}

/**
 * The built extension's content script, called from its service worker by the messages of a task. Points pass
 * through whole image px, as the model writes them: the error of that rounding is part of what is measured.
 */
export function ourHand(page: Page, worker: Worker): OurHand {
  const profile = getProfile('fara-7b');
  const tookMs: number[] = [];
  const throughImage = (point: Point): Point => {
    const viewport = page.viewportSize() ?? profile.viewport;
    const image = sentSize(profile, viewport);
    const x = Math.round((point.x * image.width) / viewport.width);
    const y = Math.round((point.y * image.height) / viewport.height);
    const { cssX, cssY } = resolvePoint([x, y], { kind: 'image' }, image, viewport);
    return { x: cssX, y: cssY };
  };
  const at = async (target: Target) => throughImage(await pointOf(page, target));
  const link = (told: (ms: number) => void) =>
    connect('content', contentMethods, async (message) => {
      const sent = await worker.evaluate(SEND, { url: page.url(), message });
      if ('lost' in sent) throw new NoAnswerError(sent.lost);
      told(sent.ms);
      return sent.reply;
    });
  const content = link((ms) => tookMs.push(ms));
  const rules = link(() => {});
  /** As a task has it: what is there is judged first, and nothing else is used. */
  const judged = async (action: PageAction): Promise<Hit | null> => {
    if (action.kind !== 'click' && action.kind !== 'type' && action.kind !== 'key') return null;
    const facts = await rules.facts({ point: 'point' in action ? action.point : null });
    return facts && { tag: facts.tag, role: facts.role, name: facts.name };
  };
  const act = async (action: PageAction): Promise<void> => {
    try {
      const expect = await judged(action);
      await content.act({ mark: crypto.randomUUID(), sentAt: null, action, expect });
    } catch (error) {
      // The page was left before it could answer, which is an effect, too.
      if (!(error instanceof NoAnswerError)) throw error;
    }
  };
  return {
    kind: 'ours',
    tookMs,
    click: async (target) => act({ kind: 'click', point: await at(target) }),
    doubleClick: async (target) => act({ kind: 'click', point: await at(target), count: 2 }),
    rightClick: async (target) => act({ kind: 'click', point: await at(target), button: 'right' }),
    type: async (target, text, { clear = false, enter = false } = {}) =>
      act({
        kind: 'type',
        point: target === null ? null : await at(target),
        text,
        pressEnter: enter,
        deleteExisting: clear,
      }),
    press: (...keys) => act({ kind: 'key', keys }),
    scroll: async (target, deltaY) =>
      act({ kind: 'scroll', point: target === null ? null : await at(target), deltaY }),
    hover: async (target) => act({ kind: 'move', point: await at(target) }),
    choose: async (name) => act({ kind: 'click', point: throughImage(await popupItem(page, name)) }),
    drag: async (from, to) => act({ kind: 'drag', from: await at(from), to: await at(to) }),
  };
}

type Sent = { reply: unknown; ms: number } | { lost: string };

/** Runs in the service worker: the way of `src/background/content_link.ts`, with the time a call took. */
const SEND = async ({ url, message }: { url: string; message: unknown }): Promise<Sent> => {
  const [tab] = await chrome.tabs.query({ url: url.split('#')[0] as string });
  const tabId = tab?.id;
  if (tabId === undefined) throw new Error(`no tab shows ${url}`);
  for (let inject = true; ; inject = false) {
    const start = performance.now();
    try {
      const reply: unknown = await chrome.tabs.sendMessage(tabId, message, { frameId: 0 });
      return { reply, ms: performance.now() - start };
    } catch (error) {
      if (!inject || !String(error).includes('Receiving end does not exist')) return { lost: String(error) };
      await chrome.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: ['content.js'] });
    }
  }
};
