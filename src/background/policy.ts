import type { Policy } from '../agent/ports.ts';
import { chosenProfile } from './chosen_model.ts';
import { endpointPolicy } from './endpoint/policy.ts';
import { enginePolicy } from './engine_policy.ts';
import { readSettings } from './settings_store.ts';

/** What thinks where the person has said; it cannot change while a task is unfinished. */
export const chosenPolicy: Policy = {
  async think(request, onText, signal) {
    const settings = await readSettings();
    // A failed task can be taken up after the model was changed; the other one would not understand it.
    if ((await chosenProfile(settings)).id !== request.profileId) {
      throw new Error('The model was changed since the task began. Start a new task.');
    }
    switch (settings.runsOn) {
      case 'here':
        return enginePolicy(settings).think(request, onText, signal);
      case 'server':
        return endpointPolicy.think(request, onText, signal);
    }
  },
};
