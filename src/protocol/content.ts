import { z } from 'zod';
import { Change, Effect, Hit } from './effect.ts';
import { ElementFacts } from './facts.ts';
import { Point, Size } from './geometry.ts';
import type { Registry } from './messages.ts';
import { PageText } from './page_text.ts';

/**
 * Calls from the background to the content script of a tab's top frame, or of a frame of another site in it. All
 * points are CSS px of that frame as a screenshot shows it (its own viewport, but where the page is pinched larger).
 */

/** What the hands can do in a page. A `point` of null means: whatever has the focus (or the cursor, for scroll). */
export const PageAction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('click'),
    point: Point,
    /** Left out: the left one. */
    button: z.enum(['left', 'right']).optional(),
    /** Left out: 1. */
    count: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  }),
  /** The left button goes down at `from` and up at `to`. */
  z.object({ kind: z.literal('drag'), from: Point, to: Point }),
  z.object({ kind: z.literal('move'), point: Point }),
  z.object({
    kind: z.literal('type'),
    point: Point.nullable(),
    text: z.string(),
    pressEnter: z.boolean(),
    deleteExisting: z.boolean(),
  }),
  /** Pressed in order, released in reverse; names as in `KeyboardEvent.key`, after the profile's own mapping. */
  z.object({ kind: z.literal('key'), keys: z.array(z.string().min(1)).min(1) }),
  /** CSS px to scroll by, positive down; the contract's step is 400. */
  z.object({ kind: z.literal('scroll'), point: Point.nullable(), deltaY: z.number() }),
]);
export type PageAction = z.infer<typeof PageAction>;

/** Whether it can set something off in what it is aimed at, or in what has the focus. */
export function activates(action: PageAction): boolean {
  if (action.kind === 'key') return action.keys.some((key) => /^(Enter| |\n|\r)$/.test(key));
  return action.kind === 'click' || action.kind === 'type';
}

/** What the settling rule looks at. */
export const PageState = z.object({
  url: PageText,
  title: PageText,
  /** False in a tab behind another, or in a window that is minimised or wholly covered. */
  visible: z.boolean(),
  readyState: z.enum(['loading', 'interactive', 'complete']),
  /** Milliseconds since the last DOM mutation, layout shift or arrival of a file, or since the script was started. */
  quietMs: z.number(),
  /** Requests of the page's scripts, begun a short while ago, that have had no answer; told by the background. */
  pendingRequests: z.number().int().default(0),
  /** Images in the viewport that are still loading. */
  pendingImages: z.number().int(),
  /** CSS or Web animations of finite length that are running. */
  runningAnimations: z.number().int(),
  /** Layout viewport in CSS px, scrollbars included: what a captured screenshot shows. */
  viewport: Size,
  devicePixelRatio: z.number().positive(),
  scroll: Point,
});
export type PageState = z.infer<typeof PageState>;

/** A frame of another site, inside which only its own content script can act. */
export const InnerFrame = z.object({
  /** As `framePath` of `platform`. */
  path: z.array(z.number().int().min(-1)),
  /** The same point in the frame's own CSS px; null: whatever has the focus there. */
  point: Point.nullable(),
  /** Where the frame was told to go first; '' where that is not said. */
  src: z.string(),
});
export type InnerFrame = z.infer<typeof InnerFrame>;

/** What the hands have copied last: texts by MIME type. Empty: nothing. */
export const Held = z.record(z.string().max(100), z.string());
export type Held = z.infer<typeof Held>;

export const contentMethods = {
  /** The frame of another site that lies under `point`, or (null) has the focus. Null: what is meant is in this one. */
  innerFrame: { params: z.object({ point: Point.nullable() }), result: InnerFrame.nullable() },
  /** Facts about the element under `point`; null: about the focused element. Result null: nothing is there. */
  facts: { params: z.object({ point: Point.nullable() }), result: ElementFacts.nullable() },
  /**
   * Carry out one action and report what it did. `mark` names this one dispatch: the same mark a second time
   * returns the first report without acting again. `sentAt` (ms since the epoch): it may have been sent then, by a
   * service worker that died; a page that was not there yet cannot tell whether its predecessor got it, and reports
   * `unknown`. `expect`: act only if the element still looks like this; null: nothing was there to be judged, and what is
   * there now is not clicked, typed into or activated by a key.
   */
  act: {
    params: z.object({
      mark: z.string().min(1),
      sentAt: z.number().nullable(),
      action: PageAction,
      expect: Hit.nullable(),
    }),
    result: Effect,
  },
  /** Watches the page around the element under `point` (null: the focused one) while something else acts on it. */
  watch: { params: z.object({ point: Point.nullable() }), result: z.object({}) },
  /** What lies under `point`, now that the mouse is there, in place of what `watch` found; null: it is that still. */
  hovered: { params: z.object({ point: Point }), result: Hit.nullable() },
  /** Whether what has the focus takes text that is typed by real keys, and Enter, by what is known of it since `watch`. */
  takes: { params: z.object({}), result: z.object({ text: z.boolean(), enter: z.boolean() }) },
  /** What is different since `watch`. */
  changes: { params: z.object({}), result: z.array(Change) },
  /** What the hands hold in this frame to be pasted; `put`: that from now on. */
  clipboard: { params: z.object({ put: Held.nullable() }), result: Held },
  /** Where the page stands, for settling and for the size of the viewport. */
  state: { params: z.object({}), result: PageState },
  /**
   * Show or hide the drawn cursor, in the top frame, and the caret. Resolves after the change has been painted, so
   * that a screenshot taken next does not contain it. `at`: move it there first. `ahead`: hidden for a screenshot that
   * may not come; unless it is hidden again without, it is shown again by itself.
   */
  cursor: {
    params: z.object({ visible: z.boolean(), at: Point.optional(), ahead: z.literal(true).optional() }),
    result: z.object({}),
  },
} satisfies Registry;
