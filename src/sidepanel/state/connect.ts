import { afterEvent, afterState, type PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';
import type { Store } from './store.ts';

/** Waits between tries: a service worker that was stopped needs a moment to start. */
const RETRY_MS = [100, 400, 1500];

/**
 * Keeps the view up to date until `signal` aborts: listens first and asks for the whole state second, so that
 * nothing falls between the two.
 */
export async function connectView(
  store: Store<PanelView>,
  ports: PanelPorts,
  signal: AbortSignal,
): Promise<void> {
  let heardModel = false;
  ports.events((event) => {
    heardModel ||= event.type === 'model';
    store.update((view) => afterEvent(view, event));
  }, signal);
  ports.watchAccess((access) => store.update((view) => ({ ...view, access })), signal);
  ports.watchTab((tab) => store.update((view) => ({ ...view, tab })), signal);

  for (const wait of [...RETRY_MS, null]) {
    try {
      const state = await ports.background.getState({});
      store.update((view) => afterState(view, state, heardModel));
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (wait !== null) await new Promise((resolve) => setTimeout(resolve, wait));
      else store.update((view) => ({ ...view, connection: 'lost', notice: String(error) }));
    }
  }
}
