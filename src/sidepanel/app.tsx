import { useEffect, useMemo } from 'preact/hooks';
import { Announcer } from './components/announcer.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { Notices } from './components/notices.tsx';
import { TaskView } from './components/task_view.tsx';
import { createActions } from './state/actions.ts';
import { connectView } from './state/connect.ts';
import { PanelContext, ScreenshotContext } from './state/context.ts';
import { INITIAL_VIEW } from './state/panel_view.ts';
import type { PanelPorts } from './state/ports.ts';
import { createStore, useStore } from './state/store.ts';

/** The whole side panel. `data-status` on its root is the task's status, or `none`. */
export function App({ ports }: { ports: PanelPorts }) {
  const store = useMemo(() => createStore(INITIAL_VIEW), []);
  const act = useMemo(() => createActions(store, ports), [store, ports]);
  useEffect(() => {
    const ending = new AbortController();
    void connectView(store, ports, ending.signal);
    return () => ending.abort();
  }, [store, ports]);
  const view = useStore(store);

  return (
    <PanelContext.Provider value={{ view, act }}>
      <ScreenshotContext.Provider value={ports.screenshot}>
        <div class="panel" data-status={view.task?.status ?? 'none'} data-connection={view.connection}>
          <Header />
          <Notices />
          <TaskView />
          <Footer />
          <Announcer />
        </div>
      </ScreenshotContext.Provider>
    </PanelContext.Provider>
  );
}
