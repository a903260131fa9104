import type { Effect } from '../../protocol/effect.ts';

/** The browser's PDF viewer, which shows a document of its own to the person and none to scripts. */
export const isViewer = () => document.contentType === 'application/pdf';

/** What is said to an action on it. */
export const VIEWER: Effect = {
  kind: 'refused',
  reason: 'page_unreachable',
  detail: 'This is a PDF in the browser’s own viewer. It can be seen, but nothing in it can be clicked.',
  hit: null,
};
