import type { Ports } from '../agent/ports.ts';
import { publish } from '../platform/events.ts';
import { isFinished, isOver, isWorking, type TaskRecord } from '../protocol/task.ts';
import { sleep } from './abortable.ts';
import { forgetClipboard } from './clipboard.ts';
import { keepAwake } from './engine_policy.ts';
import { guardTab, unguardTab } from './guard/guard.ts';
import { returnFromOwnWindow } from './own_window.ts';
import { pageBrowser } from './page_browser.ts';
import { chosenPolicy } from './policy.ts';
import { saveRecord } from './record_store.ts';
import { detach, hasTrustedInput } from './trusted/input.ts';

let awake: boolean | null = null;
/** One after the other, so that a late «stay awake» cannot overtake the «sleep» that followed it. */
let telling: Promise<void> = Promise.resolve();

/**
 * Exactly while there is work, the engine's page keeps this service worker alive, and the dialogs of the task's tab are
 * watched: otherwise the page is the person's.
 */
function followWork(record: TaskRecord): void {
  const working = isWorking(record.status);
  if (working === awake) return;
  awake = working;
  const watchTab = working ? guardTab : unguardTab;
  telling = telling
    .then(() =>
      Promise.allSettled([
        keepAwake(working),
        watchTab(record.tabId, record.id),
        ...(!working && hasTrustedInput() ? [detach(record.tabId)] : []),
      ]),
    )
    .then((results) => {
      for (const result of results) if (result.status === 'rejected') console.error(result.reason);
    });
}

/** What the agent needs, on a real browser and the chosen policy. */
export const realPorts: Ports = {
  policy: chosenPolicy,
  browser: pageBrowser,
  store: { save: saveRecord },
  listener: {
    changed(record) {
      followWork(record);
      if (isFinished(record.status)) forgetClipboard().catch(console.error);
      // One that failed may be tried again, and then has to be seen where it is.
      if (isOver(record.status)) returnFromOwnWindow().catch(console.error);
      publish({ type: 'task', record });
    },
    thought: (taskId, text) => publish({ type: 'thought', taskId, text }),
  },
  clock: { now: () => Date.now(), sleep },
  id: () => crypto.randomUUID(),
};
