import { CommandRefusedError } from '../agent/events.ts';
import { hasHistoryChoice } from '../fara/history-choice.ts';
import { blobToDataUrl } from '../platform/data_url.ts';
import { readScreenshot } from '../platform/screenshots.ts';
import type { ModelChoice } from '../protocol/host.ts';
import type { Handlers } from '../protocol/messages.ts';
import type { panelMethods } from '../protocol/panel.ts';
import { isFinished } from '../protocol/task.ts';
import { chosenProfile } from './chosen_model.ts';
import { loadModel, modelState } from './engine_policy.ts';
import { ensureOffscreenDocument } from './offscreen_document.ts';
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
      const task = await desk.record();
      return {
        task,
        model: await modelState(),
        settings,
        historyChoice: await leavesHistory(settings.model),
      };
    },
    startTask: async ({ task, tabId, stepBudget, followUp }) => {
      const { model, history } = await readSettings();
      const profile = await chosenProfile(model);
      const more = { history, ...(stepBudget === undefined ? {} : { stepBudget }) };
      const taskId = followUp
        ? await desk.followUp(task, profile)
        : await desk.start(task, tabId ?? (await activeTabId()), profile, more);
      return { taskId };
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
      if (change.model !== undefined) await checkModelChange(desk, change.model);
      return changeSettings(change);
    },
    loadModel: async () => loadModel(await readSettings()),
    openStore: async () => {
      await ensureOffscreenDocument();
      return {};
    },
  };
}

/** Whether the chosen model leaves a choice of history; one that is not there any more leaves none. */
async function leavesHistory(model: ModelChoice): Promise<boolean> {
  return chosenProfile(model).then(hasHistoryChoice, () => false);
}

/** Throws where the model would change in the middle of a task, or be one that cannot be used. */
async function checkModelChange(desk: TaskDesk, model: ModelChoice): Promise<void> {
  await chosenProfile(model);
  const record = await desk.record();
  if (record === null || isFinished(record.status)) return;
  throw new CommandRefusedError(
    `The task "${record.task}" is not finished. Stop it before the model is changed.`,
  );
}
