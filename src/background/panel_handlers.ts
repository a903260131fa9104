import { CommandRefusedError } from '../agent/events.ts';
import { hasHistoryChoice } from '../fara/history-choice.ts';
import { profiles } from '../fara/profiles/index.ts';
import { blobToDataUrl } from '../platform/data_url.ts';
import { readScreenshot } from '../platform/screenshots.ts';
import type { Handlers } from '../protocol/messages.ts';
import type { panelMethods } from '../protocol/panel.ts';
import { Settings } from '../protocol/settings.ts';
import { isFinished } from '../protocol/task.ts';
import { chosenProfile } from './chosen_model.ts';
import { checkHandlers } from './click_check.ts';
import { checkTypedEndpoint } from './endpoint/check.ts';
import { hasEndpointKey, keepEndpointKey } from './endpoint/key_store.ts';
import { loadModel, modelState } from './engine_policy.ts';
import { ensureOffscreenDocument } from './offscreen_document.ts';
import { moveToOwnWindow, returnFromOwnWindow } from './own_window.ts';
import { changeSettings, readSettings } from './settings_store.ts';
import { activeTabId } from './target_tab.ts';
import type { TaskDesk } from './task_desk.ts';

/** The side panel's calls, one handler each. */
export function panelHandlers(desk: TaskDesk): Handlers<typeof panelMethods> {
  const send = async (command: Parameters<TaskDesk['send']>[0]) => {
    await desk.send(command);
    return {};
  };
  return {
    getState: async () => {
      const settings = await readSettings();
      return {
        task: await desk.record(),
        model: await modelState(),
        settings,
        historyChoice: await leavesHistory(settings),
        hasEndpointKey: settings.endpoint !== null && (await hasEndpointKey(settings.endpoint.url)),
        profiles: profiles.map(({ id, name }) => ({ id, name })),
      };
    },
    startTask: async ({ task, tabId, stepBudget, followUp }) => {
      const settings = await readSettings();
      const profile = await chosenProfile(settings);
      const { history } = settings;
      const more = { history, ...(stepBudget === undefined ? {} : { stepBudget }) };
      const present = await desk.record();
      const target = followUp && present ? present.tabId : (tabId ?? (await activeTabId()));
      let moved = false;
      const prepare = async () => {
        moved = true;
        // A task that failed leaves its tab where it was.
        await (settings.ownWindow
          ? moveToOwnWindow(target, profile.viewport)
          : returnFromOwnWindow().catch(console.warn));
      };
      try {
        const taskId = followUp
          ? await desk.followUp(task, profile, prepare)
          : await desk.start(task, target, profile, more, prepare);
        return { taskId };
      } catch (error) {
        if (moved) await returnFromOwnWindow();
        throw error;
      }
    },
    pause: () => send({ type: 'pause' }),
    resume: () => send({ type: 'resume' }),
    stop: () => send({ type: 'stop' }),
    approve: ({ criticalId }) => send({ type: 'approve', criticalId }),
    deny: ({ criticalId, reason }) => send({ type: 'deny', criticalId, reason }),
    takeOver: () => send({ type: 'take_over' }),
    handBack: () => send({ type: 'hand_back' }),
    answer: ({ text }) => send({ type: 'answer', text }),
    getScreenshot: async ({ id }) => {
      const png = await readScreenshot(id);
      return { dataUrl: png && (await blobToDataUrl(png)) };
    },
    setSettings: async (change) => {
      const wanted = Settings.parse({ ...(await readSettings()), ...change });
      if (change.model !== undefined || change.runsOn !== undefined) await checkChange(desk, wanted);
      return changeSettings(change);
    },
    setEndpoint: async ({ key, ...endpoint }) => {
      await checkChange(desk, { ...(await readSettings()), endpoint, runsOn: 'server' });
      await keepEndpointKey(endpoint.url, key);
      await changeSettings({ endpoint });
      return {};
    },
    checkEndpoint: checkTypedEndpoint,
    loadModel: async () => {
      const settings = await readSettings();
      return settings.runsOn === 'server' ? modelState() : loadModel(settings);
    },
    ...checkHandlers(desk),
    openStore: async () => {
      await ensureOffscreenDocument();
      return {};
    },
  };
}

/** Whether the chosen model leaves a choice of history; one that is not there any more leaves none. */
async function leavesHistory(settings: Settings): Promise<boolean> {
  return chosenProfile(settings).then(hasHistoryChoice, () => false);
}

/** Throws where what answers would change in the middle of a task, or be something that cannot be used. */
async function checkChange(desk: TaskDesk, wanted: Settings): Promise<void> {
  await chosenProfile(wanted);
  const record = await desk.record();
  if (record === null || isFinished(record.status)) return;
  throw new CommandRefusedError(
    `The task "${record.task}" is not finished. Stop it before the model is changed.`,
  );
}
