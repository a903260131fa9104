import { z } from 'zod';
import { DeviceChoice } from './engine.ts';

export { DeviceChoice };

/** What the person has chosen; kept in extension storage. */
export const Settings = z.object({
  device: DeviceChoice.default('auto'),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = { device: 'auto' };
