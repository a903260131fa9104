import type { contentMethods } from '../protocol/content.ts';
import type { Effect } from '../protocol/effect.ts';
import type { Handlers } from '../protocol/messages.ts';
import { act } from './act/act.ts';
import { inPlaceOf, type Judged } from './act/refusal.ts';
import { watch } from './act/snapshot.ts';
import { takesEnter, takesKeys } from './act/takes.ts';
import { hideCursorAhead, setCursorVisible, showCursorAt } from './cursor.ts';
import { factsAt, hitOf } from './facts/facts.ts';
import { clipboard } from './keyboard/clipboard.ts';
import { controlAt } from './page/aim.ts';
import { deepActiveElement } from './page/dom.ts';
import { innerFrame } from './page/inner_frame.ts';
import { isViewer, VIEWER } from './page/viewer.ts';
import { actionInLayout, toLayout } from './page/viewport.ts';
import type { createStateProbe } from './state.ts';

const LOST: Effect = {
  kind: 'unknown',
  detail: 'The browser was interrupted while the action was on its way, and the page is another one now.',
};

/** What outlives an injection of the content script, as long as the page is there. */
export interface Account {
  /** What each mark led to, so that no mark acts twice. */
  reports: Map<string, Promise<Effect>>;
  /** Since when it is kept, ms since the epoch. */
  since: number;
}

export function openAccount(): Account {
  return { reports: new Map(), since: Date.now() };
}

/** What the page answers. */
export function createHandlers(
  probe: ReturnType<typeof createStateProbe>,
  { reports, since }: Account,
): Handlers<typeof contentMethods> {
  let watched: ReturnType<typeof watch> | null = null;
  let judged: Judged | null = null;
  return {
    innerFrame: ({ point }) => innerFrame(point && toLayout(point)),
    facts: ({ point }) => factsAt(point && toLayout(point)),
    act: ({ mark, sentAt, action, expect }) => {
      const known = reports.get(mark);
      if (known) return known;
      if (sentAt !== null && sentAt <= since) return LOST;
      const report = isViewer() ? Promise.resolve(VIEWER) : act(actionInLayout(action), expect);
      reports.set(mark, report);
      return report;
    },
    watch: ({ point }) => {
      const control = point ? controlAt(toLayout(point)) : deepActiveElement();
      judged = control && { control, hit: hitOf(control) };
      watched = watch(control);
      return {};
    },
    hovered: ({ point }) => {
      const now = controlAt(toLayout(point));
      return now && judged && inPlaceOf(judged, now);
    },
    takes: () => {
      const focused = deepActiveElement();
      return { text: takesKeys(judged, focused), enter: takesEnter(judged, focused) };
    },
    changes: async () => (await watched?.changes()) ?? [],
    clipboard: ({ put }) => clipboard(put),
    state: () => probe.state(),
    cursor: async ({ visible, at, ahead }) => {
      if (at) showCursorAt(toLayout(at));
      if (ahead) hideCursorAhead();
      else await setCursorVisible(visible);
      return {};
    },
  };
}
