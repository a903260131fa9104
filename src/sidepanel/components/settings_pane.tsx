import { usePanel } from '../state/context.ts';
import { HistorySection } from './history_section.tsx';
import { WhereSection } from './where_section.tsx';

/** Which model runs, and where. */
export function SettingsPane() {
  const { view, act } = usePanel();
  return (
    <section class="settings" aria-label="Settings">
      <WhereSection />
      {view.historyChoice && view.settings && <HistorySection history={view.settings.history} />}
      {view.access === false && (
        <button type="button" class="button" onClick={act.allowAccess}>
          Allow access to sites
        </button>
      )}
    </section>
  );
}
