import type { CheckState } from '../../protocol/check.ts';
import type { PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';
import type { Store } from './store.ts';

type Run = (name: string, call: () => Promise<unknown>) => Promise<boolean>;

/** Testing whether the chosen model clicks where it should. */
export function checkActions(store: Store<PanelView>, { background }: PanelPorts, run: Run) {
  const show = (check: CheckState) => store.update((view) => ({ ...view, check }));
  return {
    openCheck: () => run('openCheck', async () => show(await background.checkState({}))),
    startCheck: () => run('check', async () => show(await background.startCheck({}))),
    cancelCheck: () => run('cancelCheck', () => background.cancelCheck({})),
  };
}
