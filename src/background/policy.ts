import type { Policy } from '../agent/ports.ts';
import { endpointPolicy } from './endpoint/policy.ts';
import { enginePolicy } from './engine_policy.ts';
import { readSettings } from './settings_store.ts';

/** What thinks where the person has said; it cannot change while a task is unfinished. */
export const chosenPolicy: Policy = {
  async think(request, onText, signal) {
    const { runsOn } = await readSettings();
    switch (runsOn) {
      case 'here':
        return enginePolicy.think(request, onText, signal);
      case 'server':
        return endpointPolicy.think(request, onText, signal);
    }
  },
};
