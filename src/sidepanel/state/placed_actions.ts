import type { StoreState } from '../../protocol/model_store.ts';
import type { PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';
import type { Store } from './store.ts';

interface Helpers {
  use(model: string | null): Promise<void>;
  forgetFolder(): void;
}

/** What the person can do with models that are run from their own folders. */
export function placedActions(
  store: Store<PanelView>,
  { background, models, allowFolder }: PanelPorts,
  run: (name: string, call: () => Promise<unknown>) => Promise<boolean>,
  { use, forgetFolder }: Helpers,
) {
  const show = (state: StoreState) => store.update((view) => ({ ...view, store: state }));

  return {
    /** Takes the chosen folder into use where it is. */
    placeFolder: () =>
      run('startJob', async () => {
        const handle = store.get().folder?.handle;
        if (!handle) return;
        show(await models.place({ folder: handle }));
        forgetFolder();
      }),
    /** Asks the browser for a folder again; the model in use is loaded then. */
    allowFolder: (id: string) =>
      run('model', async () => {
        const allowed = await allowFolder(id);
        show(await models.state({}));
        if (!allowed) throw new Error('The browser did not allow the folder to be read.');
        if (store.get().settings?.model !== id) return;
        await background.loadModel({});
        const { historyChoice } = await background.getState({});
        store.update((view) => ({ ...view, historyChoice }));
      }),
    /** The one in use gives way to the embedded one first. */
    removePlaced: (id: string) =>
      run('model', async () => {
        if (store.get().settings?.model === id) await use(null);
        show(await models.unplace({ id }));
      }),
  };
}
