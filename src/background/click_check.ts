import { CommandRefusedError } from '../agent/events.ts';
import { sendToExtension } from '../platform/call.ts';
import { checkHostMethods, type checkMethods } from '../protocol/check.ts';
import { connect, type Handlers } from '../protocol/messages.ts';
import { isFinished } from '../protocol/task.ts';
import { chosenProfile } from './chosen_model.ts';
import { ensureOffscreenDocument } from './offscreen_document.ts';
import { readSettings } from './settings_store.ts';
import type { TaskDesk } from './task_desk.ts';

const host = connect('offscreen', checkHostMethods, sendToExtension);

/** The self-test of the model on this computer. It gives way to a task; none is begun while one is unfinished. */
export function checkHandlers(desk: TaskDesk): Handlers<typeof checkMethods> {
  return {
    checkState: async () => {
      await ensureOffscreenDocument();
      return host.checkState({});
    },
    startCheck: async () => {
      const record = await desk.record();
      if (record !== null && !isFinished(record.status)) {
        throw new CommandRefusedError(
          `The task "${record.task}" is not finished. Stop it before clicking is tested.`,
        );
      }
      const settings = await readSettings();
      const profile = await chosenProfile({ ...settings, runsOn: 'here' });
      await ensureOffscreenDocument();
      const { device, model, contextTokens } = settings;
      return host.startCheck({ device, model, contextTokens, profileId: profile.id });
    },
    cancelCheck: async () => {
      await ensureOffscreenDocument();
      return host.cancelCheck({});
    },
  };
}
