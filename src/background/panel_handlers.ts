import { blobToDataUrl } from '../platform/data_url.ts';
import { readScreenshot } from '../platform/screenshots.ts';
import type { Handlers } from '../protocol/messages.ts';
import type { panelMethods } from '../protocol/panel.ts';
import { embeddedProfile } from './embedded_model.ts';
import { loadModel, modelState } from './engine_policy.ts';
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
    getState: async () => ({
      task: await desk.record(),
      model: await modelState(),
      settings: await readSettings(),
    }),
    startTask: async ({ task, tabId, stepBudget, followUp }) => ({
      taskId: followUp
        ? await desk.followUp(task)
        : await desk.start(task, tabId ?? (await activeTabId()), await embeddedProfile(), stepBudget),
    }),
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
    setSettings: (change) => changeSettings(change),
    loadModel: async () => loadModel((await readSettings()).device),
  };
}
