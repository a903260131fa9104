import { filesOf } from '../../platform/placed_pack.ts';
import { hubAddress } from '../../protocol/hub.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { Quant, WeightsSource } from '../../protocol/weights.ts';
import { chosenFolder } from './chosen_folder.ts';
import { droppedFolder } from './dropped_folder.ts';
import type { PanelView } from './panel_view.ts';
import { placedActions } from './placed_actions.ts';
import type { PanelPorts } from './ports.ts';
import type { Store } from './store.ts';

type Run = (name: string, call: () => Promise<unknown>) => Promise<boolean>;

/** What the person can do with models. `run` makes one call and turns its failure into the view's notice. */
export function modelActions(store: Store<PanelView>, ports: PanelPorts, run: Run) {
  const { background, models } = ports;

  /** Shown as chosen at once, so that the choice does not jump back and forth; taken back where it is refused. */
  async function use(model: string | null): Promise<void> {
    const { settings: former } = store.get();
    if (former) store.update((view) => ({ ...view, settings: { ...former, model } }));
    try {
      await background.setSettings({ model });
      const { settings, historyChoice } = await background.getState({});
      store.update((view) => ({ ...view, settings, historyChoice }));
    } catch (error) {
      store.update((view) => ({ ...view, settings: former }));
      throw error;
    }
  }
  async function remove(id: string): Promise<void> {
    const state = await models.remove({ id });
    store.update((view) => ({ ...view, store: state }));
  }
  function lookAt(folder: WeightsSource | null, handle: FileSystemDirectoryHandle | null = null): void {
    if (folder === null) return;
    store.update((view) => ({ ...view, folder: { folder, handle, survey: null, profiles: [] } }));
    void run('look', async () => {
      const seen = await models.look({ folder }).catch((error: unknown) => {
        forgetFolder();
        throw error;
      });
      store.update((view) =>
        view.folder?.folder === folder ? { ...view, folder: { folder, handle, ...seen } } : view,
      );
    });
  }
  /** From within a click. */
  async function mustReach(base: string): Promise<void> {
    if (await ports.requestDownloadAccess(base)) return;
    throw new Error(
      `Without access to ${new URL(base).host} nothing can be downloaded. Nothing was asked for.`,
    );
  }
  const forgetFolder = () => store.update((view) => ({ ...view, folder: null }));

  /** Starts a job on the chosen folder; the folder is forgotten once the job has it. */
  const withFolder = (start: (folder: NonNullable<PanelView['folder']>['folder']) => Promise<unknown>) =>
    run('startJob', async () => {
      const choice = store.get().folder;
      if (choice === null) return;
      await start(choice.folder);
      forgetFolder();
    });

  return {
    openStore: () =>
      run('openStore', async () => {
        const state = await models.state({});
        store.update((view) => ({ ...view, store: state }));
      }),
    chooseFolder: (files: Iterable<File>) => lookAt(chosenFolder(files)),
    dropFolder: (items: Iterable<DataTransferItem>) =>
      run('drop', async () => {
        const dropped = await droppedFolder(items);
        if (dropped) lookAt(dropped.folder, dropped.handle);
      }),
    /** With the browser's picker; `choose` where it has none. */
    pickFolder: (choose: () => void) =>
      run('pick', async () => {
        const handle = await ports.pickFolder();
        if (handle === undefined) choose();
        else if (handle !== null) lookAt(await filesOf(handle), handle);
      }),
    /** Asks for access first: call it from within a click. Then what a repository holds is told like a folder. */
    lookAtRepository: (typed: string, server: string) =>
      run('repository', async () => {
        const hub = hubAddress(typed, server);
        await mustReach(hub.base);
        lookAt({ name: hub.repo.split('/').at(-1) ?? hub.repo, hub });
      }),
    forgetFolder,
    ...placedActions(store, ports, run, { use, forgetFolder }),
    /** Asks what a model takes; an answer that was overtaken is dropped. Silent: nobody pressed anything. */
    lookAtNeeds: async ({ device, model, contextTokens }: Settings) => {
      const needs = await models.needs({ device, model, contextTokens }).catch((error: unknown) => {
        console.warn(error);
        return null;
      });
      const now = store.get().settings;
      if (now?.device !== device || now.model !== model || now.contextTokens !== contextTokens) return;
      store.update((view) => ({ ...view, needs }));
    },
    importFolder: (quant: Quant, profile: string) =>
      withFolder((folder) => models.import({ folder, quant, profile })),
    copyFolder: () => withFolder((folder) => models.copy({ folder })),
    /**
     * Goes on with an interrupted import; `fineTune`: the person says that files that are not the published ones are
     * right; `files` only where its source has to be chosen again.
     */
    continueImport: (id: string, fineTune: boolean, files?: Iterable<File>) =>
      run('startJob', async () => {
        const hub = store.get().store?.unfinished.find((one) => one.id === id)?.hub;
        if (hub) await mustReach(hub.base);
        await models.continue({ id, folder: files ? chosenFolder(files) : null, fineTune });
      }),
    discardImport: (id: string) => run('model', () => remove(id)),
    cancelJob: () => run('cancelJob', () => models.cancel({})),
    verifyModel: (id: string) => run('startJob', () => models.verify({ id })),
    /** Into a folder that the person picks, or as downloads where the browser has no picker. */
    exportModel: (id: string) =>
      run('startJob', async () => {
        const target = await ports.pickTarget();
        if (target === undefined) await ports.downloadPack(id);
        else if (target !== null) await models.export({ id, target });
      }),
    /** null: the embedded one. It is loaded at once, so that it is there when a task is typed. */
    useModel: (id: string | null) =>
      run('model', async () => {
        await use(id);
        await background.loadModel({});
      }),
    /** The one in use gives way to the embedded one first. */
    removeModel: (id: string) =>
      run('model', async () => {
        if (store.get().settings?.model === id) await use(null);
        await remove(id);
      }),
  };
}
