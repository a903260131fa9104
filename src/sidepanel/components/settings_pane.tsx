import { usePanel } from '../state/context.ts';
import { HistorySection } from './history_section.tsx';
import { WhereSection } from './where_section.tsx';

/** Which model runs, and where; and where the task's tab is meanwhile. */
export function SettingsPane() {
  const { view, act } = usePanel();
  return (
    <section class="settings" aria-label="Settings">
      <WhereSection />
      {view.historyChoice && view.settings && <HistorySection history={view.settings.history} />}
      {view.settings && (
        <label class="choice">
          <input
            type="checkbox"
            checked={view.settings.ownWindow}
            onChange={(event) => act.chooseOwnWindow(event.currentTarget.checked)}
          />
          <span>
            <b>Work in a separate window</b>
            <small>You keep this one. Do not minimise the other: the agent would see nothing.</small>
          </span>
        </label>
      )}
      {view.access === false && (
        <button type="button" class="button" onClick={act.allowAccess}>
          Allow access to sites
        </button>
      )}
    </section>
  );
}
