import type { CheckState } from '../../src/protocol/check.ts';
import type { EndpointCheck } from '../../src/protocol/endpoint.ts';
import type { AppEvent } from '../../src/protocol/events.ts';
import type { ModelNeeds } from '../../src/protocol/memory.ts';
import type { StoreState } from '../../src/protocol/model_store.ts';
import type { PanelState } from '../../src/protocol/panel.ts';
import { DEFAULT_SETTINGS, Settings } from '../../src/protocol/settings.ts';
import type { Survey } from '../../src/protocol/weights.ts';
import type { TargetTab } from '../../src/sidepanel/state/panel_view.ts';
import type { PanelPorts } from '../../src/sidepanel/state/ports.ts';
import { READY, TINY_NEEDS } from './records.ts';

const TAB: TargetTab = { id: 12, title: 'Corner Shop', url: 'http://127.0.0.1:8080/shop/' };

const NOTHING: Survey = { kind: 'refused', name: 'folder', problems: ['config.json is missing'] };

export interface FakeOptions {
  state?: Partial<PanelState>;
  access?: boolean;
  /** What the person answers when asked for access. */
  grants?: boolean;
  tab?: TargetTab | null;
  /** Makes this method fail with this message. */
  fails?: { method: string; message: string };
  /** This method never answers. */
  hangs?: string;
  /** What a test of a server finds. */
  check?: EndpointCheck;
  /** What the model store holds and does. */
  store?: Partial<StoreState>;
  /** What was found when clicking was tested. */
  clicks?: Partial<CheckState>;
  /** What the chosen model takes. */
  needs?: ModelNeeds;
  /** What a chosen folder turns out to be. */
  survey?: Survey;
  screenshot?: PanelPorts['screenshot'];
  /** The folder the person picks to export into. */
  target?: Awaited<ReturnType<PanelPorts['pickTarget']>>;
  /** The folder the person picks to load from; left out: there is no picker. */
  picks?: Awaited<ReturnType<PanelPorts['pickFolder']>>;
}

/** Stands where the service worker stands: notes every call, tells events when the test says so. */
export function fakeBackground(options: FakeOptions = {}) {
  const calls: { method: string; params: unknown }[] = [];
  const listeners: ((event: AppEvent) => void)[] = [];
  const state: PanelState = {
    task: null,
    model: READY,
    settings: DEFAULT_SETTINGS,
    historyChoice: false,
    hasEndpointKey: false,
    profiles: [
      { id: 'fara-tiny', name: 'fara-tiny' },
      { id: 'fara-7b', name: 'Fara-7B' },
    ],
    ...options.state,
  };

  const store: StoreState = {
    installed: [],
    placed: [],
    unfinished: [],
    unreadable: [],
    job: null,
    outcome: null,
    persistent: null,
    ...options.store,
  };

  const clicks: CheckState = { running: null, failed: null, kept: [], ...options.clicks };

  const note =
    <T>(method: string, result: T) =>
    async (params: unknown): Promise<T> => {
      calls.push({ method, params });
      if (options.hangs === method) await new Promise(() => {});
      if (options.fails?.method === method) throw new Error(options.fails.message);
      return result;
    };

  const ports: PanelPorts = {
    background: {
      getState: note('getState', state),
      startTask: note('startTask', { taskId: 'task-1' }),
      pause: note('pause', {}),
      resume: note('resume', {}),
      stop: note('stop', {}),
      approve: note('approve', {}),
      deny: note('deny', {}),
      takeOver: note('takeOver', {}),
      handBack: note('handBack', {}),
      answer: note('answer', {}),
      getScreenshot: note('getScreenshot', { dataUrl: null }),
      setSettings: async (params) => {
        await note('setSettings', {})(params);
        state.settings = Settings.parse({ ...state.settings, ...params });
        return state.settings;
      },
      setEndpoint: async ({ key, ...endpoint }) => {
        await note('setEndpoint', {})({ ...endpoint, key });
        state.settings = { ...state.settings, endpoint };
        if (key !== undefined) state.hasEndpointKey = key !== '';
        return {};
      },
      checkEndpoint: note('checkEndpoint', options.check ?? { ok: true, message: 'It works.', models: [] }),
      loadModel: note('loadModel', state.model),
      openStore: note('openStore', {}),
      checkState: note('checkState', clicks),
      startCheck: note('startCheck', clicks),
      cancelCheck: note('cancelCheck', {}),
    },
    models: {
      state: note('state', store),
      look: note('look', { survey: options.survey ?? NOTHING, profiles: ['fara-tiny', 'fara-7b'] }),
      import: note('import', {}),
      continue: note('continue', {}),
      copy: note('copy', {}),
      verify: note('verify', {}),
      export: note('export', {}),
      cancel: note('cancel', {}),
      remove: note('remove', store),
      place: note('place', store),
      unplace: note('unplace', store),
      needs: note('needs', options.needs ?? TINY_NEEDS),
    },
    events: (listener) => listeners.push(listener),
    watchAccess: (listener) => listener(options.access ?? true),
    requestAccess: note('requestAccess', options.grants ?? true) as () => Promise<boolean>,
    requestServerAccess: note('requestServerAccess', options.grants ?? true) as (
      url: string,
    ) => Promise<boolean>,
    requestDownloadAccess: note('requestDownloadAccess', options.grants ?? true) as (
      base: string,
    ) => Promise<boolean>,
    watchTab: (listener) => listener(options.tab === undefined ? TAB : options.tab),
    pickTarget: async () => options.target,
    pickFolder: async () => options.picks,
    allowFolder: note('allowFolder', options.grants ?? true) as PanelPorts['allowFolder'],
    downloadPack: async (id) => {
      calls.push({ method: 'downloadPack', params: { id } });
    },
    screenshot: options.screenshot ?? (async () => null),
  };

  return {
    ports,
    /** What was asked of the background, but for the questions how things stand. */
    calls: () => calls.filter(({ method }) => !['getState', 'state', 'checkState', 'needs'].includes(method)),
    tell: (event: AppEvent) => {
      for (const listener of listeners) listener(event);
    },
  };
}
