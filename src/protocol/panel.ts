import { z } from 'zod';
import { checkMethods } from './check.ts';
import { Endpoint, EndpointCheck } from './endpoint.ts';
import type { Registry } from './messages.ts';
import { ModelState } from './model.ts';
import { Settings, SettingsChange } from './settings.ts';
import { TaskRecord } from './task.ts';

const Nothing = z.object({});

/** Everything the panel needs to draw itself from nothing. */
export const PanelState = z.object({
  /** The task now running, or the last one; null before the first. */
  task: TaskRecord.nullable(),
  model: ModelState,
  settings: Settings,
  /** Whether the chosen model is shown past screenshots, so that `settings.history` means something to it. */
  historyChoice: z.boolean(),
  /** Whether a key is kept for the server of the settings. */
  hasEndpointKey: z.boolean(),
  /** The kinds of model that can be spoken to. */
  profiles: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PanelState = z.infer<typeof PanelState>;

/** A server as the person typed it. `key`: '' for none; left out, the one kept for this address stays. */
const TypedEndpoint = Endpoint.extend({ key: z.string().max(1000).optional() });

/**
 * What the side panel may ask of the service worker. There is one task at a time: `startTask` fails while
 * another is unfinished. Errors reach the caller as `RemoteError` with a message for a person.
 */
export const panelMethods = {
  getState: { params: Nothing, result: PanelState },
  /**
   * `tabId` absent: the active tab of the last focused ordinary window. `followUp`: goes on in the finished
   * task's conversation and tab, instead of a new one. `stepBudget`: steps after which it asks whether to go on.
   */
  startTask: {
    params: z.object({
      task: z.string().trim().min(1).max(4000),
      tabId: z.number().int().optional(),
      stepBudget: z.number().int().positive().optional(),
      followUp: z.boolean().default(false),
    }),
    result: z.object({ taskId: z.string() }),
  },
  /** Take effect before the next action; `stop` also aborts the decode in flight, within one token. */
  pause: { params: Nothing, result: Nothing },
  resume: { params: Nothing, result: Nothing },
  stop: { params: Nothing, result: Nothing },
  /** The person's answers to the critical point that waits. `criticalId` guards against answering an older one. */
  approve: { params: z.object({ criticalId: z.string() }), result: Nothing },
  deny: { params: z.object({ criticalId: z.string(), reason: z.string().max(2000) }), result: Nothing },
  /** "I'll do it": the person acts on the page until `handBack`. Works at a critical point and while paused. */
  takeOver: { params: Nothing, result: Nothing },
  handBack: { params: Nothing, result: Nothing },
  /** The person's words when the agent asked something (it could not be understood, or it needs to know). */
  answer: { params: z.object({ text: z.string().trim().min(1).max(4000) }), result: Nothing },
  /** A stored screenshot as a PNG data URL, or null when it is no longer kept. */
  getScreenshot: {
    params: z.object({ id: z.string() }),
    result: z.object({ dataUrl: z.string().nullable() }),
  },
  /** The model and where it runs can be changed between tasks only. */
  setSettings: { params: SettingsChange, result: Settings },
  /** Keeps the server (between tasks only) without choosing it; the key goes to a place of its own. */
  setEndpoint: { params: TypedEndpoint, result: Nothing },
  /** Asks a server, which need not be kept, for its models and one answer. */
  checkEndpoint: { params: TypedEndpoint, result: EndpointCheck },
  /** Starts loading the model if it is not loaded; progress comes as `model` events. */
  loadModel: { params: Nothing, result: ModelState },
  /** Resolves when the page that keeps the model store can be called. */
  openStore: { params: Nothing, result: Nothing },
  ...checkMethods,
} satisfies Registry;
