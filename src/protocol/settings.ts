import { z } from 'zod';
import { Endpoint } from './endpoint.ts';
import { DeviceChoice } from './engine.ts';
import { DEFAULT_HISTORY, HistoryChoice } from './history.ts';
import { DEFAULT_CONTEXT } from './memory.ts';

export { DeviceChoice };

/** Where the model runs: in this browser, or on a server that is sent the screenshots. */
export const RunsOn = z.enum(['here', 'server']);
export type RunsOn = z.infer<typeof RunsOn>;

/** What the person has chosen; kept in extension storage. */
export const Settings = z.object({
  device: DeviceChoice.default('auto'),
  /** id of an installed pack; null: the model that ships with the extension */
  model: z.string().nullable().default(null),
  history: HistoryChoice.default(DEFAULT_HISTORY),
  runsOn: RunsOn.default('here'),
  /** The server; null: none was ever set. */
  endpoint: Endpoint.nullable().default(null),
  /** The task's tab works in a window of its own, of the size the model was trained at. */
  ownWindow: z.boolean().default(false),
  /** Tokens of prompt and answer that memory is set aside for. */
  contextTokens: z.number().int().positive().default(DEFAULT_CONTEXT),
});
export type Settings = z.infer<typeof Settings>;

/** A change of some of them. Without defaults: what is not named stays as it is. */
export const SettingsChange = z.object({
  device: DeviceChoice.optional(),
  model: z.string().nullable().optional(),
  history: HistoryChoice.optional(),
  runsOn: RunsOn.optional(),
  ownWindow: z.boolean().optional(),
  contextTokens: z.number().int().positive().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export const DEFAULT_SETTINGS: Settings = {
  device: 'auto',
  model: null,
  history: DEFAULT_HISTORY,
  runsOn: 'here',
  endpoint: null,
  ownWindow: false,
  contextTokens: DEFAULT_CONTEXT,
};
