import { endpointUrl } from '../../protocol/endpoint.ts';
import type { RunsOn } from '../../protocol/settings.ts';
import type { PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';
import type { Store } from './store.ts';

type Run = (name: string, call: () => Promise<unknown>) => Promise<boolean>;

/** A server as typed; without `key`, the one kept for it stays. */
export interface TypedServer {
  url: string;
  model: string;
  profile: string;
  key?: string;
}

/** What the person can do about where the model runs. `run` turns a failure into the view's notice. */
export function serverActions(store: Store<PanelView>, ports: PanelPorts, run: Run) {
  const { background } = ports;

  /** The server with its base address, once the person has let the extension talk to it. */
  async function allowed(typed: TypedServer): Promise<TypedServer> {
    const url = endpointUrl(typed.url);
    if (await ports.requestServerAccess(url)) return { ...typed, url };
    throw new Error(`Without access to ${new URL(url).host} the server cannot be asked. Nothing was sent.`);
  }

  async function keep(typed: TypedServer): Promise<void> {
    await background.setEndpoint({ ...typed, url: endpointUrl(typed.url) });
    await look();
  }

  async function runOn(runsOn: RunsOn): Promise<void> {
    await background.setSettings({ runsOn });
    await look();
  }

  async function look(): Promise<void> {
    const { settings, historyChoice, hasEndpointKey } = await background.getState({});
    store.update((view) => ({ ...view, settings, historyChoice, hasEndpointKey }));
  }

  return {
    /** Asks for access first: call it from within a click. */
    useServer: (typed: TypedServer) =>
      run('server', async () => {
        await keep(await allowed(typed));
        await runOn('server');
      }),
    /** Asks for access first: call it from within a click. What it finds becomes `endpointCheck`. */
    checkServer: (typed: TypedServer) =>
      run('checkServer', async () => {
        const endpointCheck = await background.checkEndpoint(await allowed(typed));
        store.update((view) => ({ ...view, endpointCheck }));
      }),
    keepServer: (typed: TypedServer) => run('server', () => keep(typed)),
    runHere: () => run('server', () => runOn('here')),
    forgetEndpointCheck: () => store.update((view) => ({ ...view, endpointCheck: null })),
  };
}
