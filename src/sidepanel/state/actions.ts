import type { HistoryChoice } from '../../protocol/history.ts';
import type { DeviceChoice, SettingsChange } from '../../protocol/settings.ts';
import { checkActions } from './check_actions.ts';
import { modelActions } from './model_actions.ts';
import type { PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';
import { serverActions } from './server_actions.ts';
import type { Store } from './store.ts';

/** What the person can do. None rejects: a failure becomes the view's `notice`. */
export type PanelActions = ReturnType<typeof createActions>;

const NEEDS_ACCESS = 'Sidefara has to see the page to work on it. Allow access to sites, then start again.';

export function createActions(store: Store<PanelView>, ports: PanelPorts) {
  const { background } = ports;

  /** Runs one call; the same call is not made twice at a time. Resolves to whether it succeeded. */
  async function run(name: string, call: () => Promise<unknown>): Promise<boolean> {
    if (store.get().pending.includes(name)) return false;
    store.update((view) => ({ ...view, notice: null, pending: [...view.pending, name] }));
    try {
      await call();
      return true;
    } catch (error) {
      const notice = error instanceof Error ? error.message : String(error);
      store.update((view) => ({ ...view, notice }));
      return false;
    } finally {
      store.update((view) => ({ ...view, pending: view.pending.filter((other) => other !== name) }));
    }
  }

  async function allowAccess(): Promise<boolean> {
    const granted = await ports.requestAccess();
    store.update((view) => ({ ...view, access: granted }));
    return granted;
  }

  const changeSettings = (change: SettingsChange) =>
    run('setSettings', async () => {
      const settings = await background.setSettings(change);
      store.update((view) => ({ ...view, settings }));
    });

  return {
    /** Asks for access first where it is missing. Resolves to whether the task was started. */
    start: (task: string, followUp: boolean) =>
      run('start', async () => {
        const { access, tab } = store.get();
        if (access === false && !(await allowAccess())) throw new Error(NEEDS_ACCESS);
        const target = followUp || tab === null ? {} : { tabId: tab.id };
        await background.startTask({ task, followUp, ...target });
      }),
    pause: () => run('pause', () => background.pause({})),
    resume: () => run('resume', () => background.resume({})),
    stop: () => run('stop', () => background.stop({})),
    approve: (criticalId: string) => run('decide', () => background.approve({ criticalId })),
    deny: (criticalId: string, reason: string) =>
      run('decide', () => background.deny({ criticalId, reason })),
    takeOver: () => run('decide', () => background.takeOver({})),
    handBack: () => run('handBack', () => background.handBack({})),
    answer: (text: string) => run('answer', () => background.answer({ text })),
    /** Starts loading while the person still types; a failure shows as the model's state. */
    warmUp: () => {
      background.loadModel({}).catch(console.warn);
    },
    loadModel: () => run('loadModel', () => background.loadModel({})),
    allowAccess: () => run('allowAccess', allowAccess),
    chooseDevice: (device: DeviceChoice) => changeSettings({ device }),
    chooseOwnWindow: (ownWindow: boolean) => changeSettings({ ownWindow }),
    chooseContext: (contextTokens: number) => changeSettings({ contextTokens }),
    chooseHistory: (history: HistoryChoice) => changeSettings({ history }),
    ...modelActions(store, ports, run),
    ...checkActions(store, ports, run),
    ...serverActions(store, ports, run),
    dismissNotice: () => store.update((view) => ({ ...view, notice: null })),
  };
}
