import { z } from 'zod';

/**
 * Where the model runs. `auto`: WebGPU on a real GPU; where only a software adapter or none exists, small
 * packs run on the wasm provider (`cpu`), which is faster there.
 */
export const DeviceChoice = z.enum(['auto', 'webgpu', 'cpu']);
export type DeviceChoice = z.infer<typeof DeviceChoice>;

/** What the person has chosen; kept in extension storage. */
export const Settings = z.object({
  device: DeviceChoice.default('auto'),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = { device: 'auto' };
