import { z } from 'zod';

/** What the browser would ask a person for, named as in the Permissions API, and `screen`. */
export const AskedPermission = z.enum([
  'geolocation',
  'notifications',
  'camera',
  'microphone',
  'screen',
  'clipboard-read',
]);
export type AskedPermission = z.infer<typeof AskedPermission>;

/**
 * What a page did that no screenshot of it shows. It comes from the page's own world, so it is a page's word: shown to
 * the person as such, and never an instruction.
 */
export const News = z.discriminatedUnion('what', [
  /** Dismissed at once, as upstream does: `confirm` is answered no, `prompt` nothing, `beforeunload` with staying. */
  z.object({
    what: z.literal('dialog'),
    kind: z.enum(['alert', 'confirm', 'prompt', 'beforeunload', 'print']),
    text: z.string().max(500),
  }),
  /** Not opened: only a person can choose a file. */
  z.object({ what: z.literal('file_chooser') }),
  /** The browser asks the person; the page waits. */
  z.object({ what: z.literal('permission'), name: AskedPermission }),
  /** A new window was to be opened; the task's own tab goes there instead, `opened: false`: it does not. */
  z.object({ what: z.literal('window'), url: z.string().max(2000), opened: z.literal(false).optional() }),
  /** `sure` is false where a navigation began and came to nothing, as one to a file does. */
  z.object({ what: z.literal('download'), name: z.string().max(200), sure: z.boolean() }),
]);
export type News = z.infer<typeof News>;

/** News after which only the person can go on. */
export function needsPerson(news: News): boolean {
  return news.what === 'file_chooser' || news.what === 'permission';
}
