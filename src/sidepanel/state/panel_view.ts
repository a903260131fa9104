import type { CheckState } from '../../protocol/check.ts';
import type { EndpointCheck } from '../../protocol/endpoint.ts';
import type { AppEvent } from '../../protocol/events.ts';
import type { ModelNeeds } from '../../protocol/memory.ts';
import type { ModelState } from '../../protocol/model.ts';
import type { StoreState } from '../../protocol/model_store.ts';
import type { PanelState } from '../../protocol/panel.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { TaskRecord } from '../../protocol/task.ts';
import type { FolderChoice } from './chosen_folder.ts';

/** The tab a new task would run in, as far as the browser tells. */
export interface TargetTab {
  id: number;
  /** '' until access is granted. */
  title: string;
  url: string;
}

/** Everything the panel draws. It comes from messages only: nothing here is kept when the panel closes. */
export interface PanelView {
  connection: 'connecting' | 'connected' | 'lost';
  task: TaskRecord | null;
  model: ModelState;
  settings: Settings | null;
  /** Whether the chosen model leaves a choice of the history it is shown. */
  historyChoice: boolean;
  /** Whether a key is kept for the server of the settings. */
  hasEndpointKey: boolean;
  /** What the last test of a server found. */
  endpointCheck: EndpointCheck | null;
  /** The kinds of model that can be spoken to. */
  profiles: PanelState['profiles'];
  /** The installed models; null until the settings were opened or something changed. */
  store: StoreState | null;
  /** The self-test of clicking; null until the settings were opened or something changed. */
  check: CheckState | null;
  /** What the chosen model takes; null until the settings were opened. */
  needs: ModelNeeds | null;
  /** The folder of weights being decided on. */
  folder: FolderChoice | null;
  /** The model's words so far, while it thinks; '' otherwise. */
  thought: string;
  /** Whether the extension may look at pages; null until known. */
  access: boolean | null;
  tab: TargetTab | null;
  /** Names of calls that have not been answered yet. */
  pending: readonly string[];
  /** Why the last call failed. */
  notice: string | null;
}

export const INITIAL_VIEW: PanelView = {
  connection: 'connecting',
  task: null,
  model: { status: 'idle' },
  settings: null,
  historyChoice: false,
  hasEndpointKey: false,
  endpointCheck: null,
  profiles: [],
  store: null,
  check: null,
  needs: null,
  folder: null,
  thought: '',
  access: null,
  tab: null,
  pending: [],
  notice: null,
};

/** Calls that a task is answered or steered by. */
const ANSWERS = ['start', 'pause', 'resume', 'stop', 'decide', 'handBack', 'answer'];

/** Whether the person's last word to the task is still on its way. What else is under way is no reason to wait. */
export function isAnswering({ pending }: PanelView): boolean {
  return pending.some((name) => ANSWERS.includes(name));
}

function withTask(view: PanelView, record: TaskRecord): PanelView {
  const known = view.task;
  const older =
    known !== null &&
    (known.id === record.id ? record.revision < known.revision : record.createdAt < known.createdAt);
  if (older) return view;
  const goesOn = known?.id === record.id && record.status === 'thinking' && known.status === 'thinking';
  return {
    ...view,
    task: record,
    thought: goesOn ? view.thought : '',
  };
}

/** The view after an event. An older record never replaces a newer one. */
export function afterEvent(view: PanelView, event: AppEvent): PanelView {
  switch (event.type) {
    case 'task':
      return withTask(view, event.record);
    case 'thought':
      return view.task?.id === event.taskId && view.task.status === 'thinking'
        ? { ...view, thought: event.text }
        : view;
    case 'model':
      return { ...view, model: event.model };
    case 'store':
      return { ...view, store: event.store };
    case 'check':
      return { ...view, check: event.check };
  }
}

/** The view after the answer to `getState`. What events have told meanwhile is newer and stays. */
export function afterState(view: PanelView, state: PanelState, heardModel: boolean): PanelView {
  const connected: PanelView = {
    ...view,
    connection: 'connected',
    settings: state.settings,
    historyChoice: state.historyChoice,
    hasEndpointKey: state.hasEndpointKey,
    profiles: state.profiles,
    model: heardModel ? view.model : state.model,
  };
  return state.task ? withTask(connected, state.task) : connected;
}
