import { z } from 'zod';
import { PageText } from './page_text.ts';

/** The element an action reached, in words. */
export const Hit = z.object({ tag: z.string(), role: z.string(), name: z.string() });
export type Hit = z.infer<typeof Hit>;

/** Why an action was not carried out. Each is shown to the person in words of its own. */
export const RefusedReason = z.enum([
  /** No element at that point: outside the viewport or the page is blank. */
  'nothing_there',
  /** The element is disabled. */
  'disabled',
  /** The point lies in a frame of another origin, which this script cannot reach. */
  'cross_origin_frame',
  /** A native pop-up (select, file chooser, date or colour picker) that no script can open or see. */
  'needs_person',
  /** Typing was asked for, but nothing there takes text. */
  'not_editable',
  /** No scroller there can move in that direction. */
  'cannot_scroll',
  /** A key name that does not exist. */
  'unknown_key',
  /** The person denied it at a critical point. */
  'denied',
  /** The element is no longer the one the person approved. */
  'changed_since_judged',
  /** What the person approved is not what is there by now, or leads elsewhere: they are asked anew. */
  'approval_outdated',
  /** The tab shows another page than the one the action was decided on. */
  'page_left',
  /** An address the agent does not open: not http(s). */
  'address_refused',
  /** Browser pages, the extension store and PDF viewers let no script in. */
  'page_unreachable',
]);
export type RefusedReason = z.infer<typeof RefusedReason>;

/** Something that is different after the action. Text of password and payment fields is never reported. */
export const Change = z.discriminatedUnion('what', [
  z.object({ what: z.literal('value'), after: z.string(), masked: z.boolean() }),
  z.object({ what: z.literal('checked'), after: z.boolean() }),
  z.object({ what: z.literal('focus'), after: Hit.nullable() }),
  z.object({ what: z.literal('url'), before: PageText, after: PageText }),
  /** Count of DOM mutations seen in the moment after the action. */
  z.object({ what: z.literal('dom'), mutations: z.number().int() }),
  /** Distance in CSS px; positive x right, positive y down. */
  z.object({ what: z.literal('scroll'), x: z.number(), y: z.number() }),
  /** The page looks different at the next look, though nothing else was seen to change. */
  z.object({ what: z.literal('pixels') }),
  /** The page unloads: a navigation began. */
  z.object({ what: z.literal('navigation') }),
]);
export type Change = z.infer<typeof Change>;

/** What an action did, as far as could be observed. */
export const Effect = z.discriminatedUnion('kind', [
  /** Input reached the page. `changes` empty means: nothing changed, and the person is told so. */
  z.object({
    kind: z.literal('page'),
    hit: Hit.nullable(),
    changes: z.array(Change),
    note: z.string(),
    /** What of the action was not carried out, and why: one sentence for the person. Left out: nothing. */
    leftOut: z.string().optional(),
  }),
  /** The browser went to another address: visit_url, web_search, history_back. */
  z.object({ kind: z.literal('navigated'), url: z.string() }),
  /** An action without any effect on a page: wait, memorise, terminate. */
  z.object({ kind: z.literal('none'), note: z.string() }),
  /** Not carried out. */
  z.object({ kind: z.literal('refused'), reason: RefusedReason, detail: z.string(), hit: Hit.nullable() }),
  /** Dispatched, but the report was lost (page closed, browser restarted): it may or may not have happened. */
  z.object({ kind: z.literal('unknown'), detail: z.string() }),
]);
export type Effect = z.infer<typeof Effect>;

/** True when input was delivered and nothing observable came of it. */
export function nothingChanged(effect: Effect): boolean {
  return effect.kind === 'page' && effect.changes.length === 0;
}
