import { z } from 'zod';
import { ChatMessage, GenerationTimings, TokenCounts } from './chat.ts';
import { DeviceChoice } from './engine.ts';
import type { Registry } from './messages.ts';
import { ModelState } from './model.ts';

const Nothing = z.object({});

/** id of an installed pack; null: the embedded one. */
export const ModelChoice = z.string().nullable();
export type ModelChoice = z.infer<typeof ModelChoice>;

/** One completion asked of the engine. Images are ids of stored screenshots, which the host reads itself. */
export const GenerateRequest = z.object({
  taskId: z.string(),
  profileId: z.string(),
  messages: z.array(ChatMessage),
  device: DeviceChoice,
  model: ModelChoice,
  contextTokens: z.number().int().positive(),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

export const GenerateResult = z.object({
  text: z.string(),
  timings: GenerationTimings,
  tokens: TokenCounts,
});
export type GenerateResult = z.infer<typeof GenerateResult>;

/** Calls from the service worker to the page that hosts the engine, which outlives it. */
export const hostMethods = {
  modelState: { params: Nothing, result: ModelState },
  /** Starts loading unless that is done or under way; does not wait for the end. */
  load: {
    params: GenerateRequest.pick({ device: true, model: true, contextTokens: true }),
    result: ModelState,
  },
  /**
   * Joins a generation in flight (or just finished) with equal params, so that a service worker that was stopped
   * meanwhile gets its answer; aborts any other one.
   */
  generate: { params: GenerateRequest, result: GenerateResult },
  /** Ends the generation in flight, within one token; `generate` then fails. */
  cancel: { params: Nothing, result: Nothing },
  /** While a task works, the host pings the service worker, so that the browser neither stops nor forgets it. */
  keepAwake: { params: z.object({ awake: z.boolean() }), result: Nothing },
} satisfies Registry;

/** What the host calls in the service worker; receiving it is all that counts. */
export const wakeMethods = { wake: { params: Nothing, result: Nothing } } satisfies Registry;

/** The BroadcastChannel on which the host streams the completion that is being decoded. */
export const TEXT_CHANNEL = 'sidefara-text';

/** The whole text so far. */
export const StreamedText = z.object({ taskId: z.string(), text: z.string() });
export type StreamedText = z.infer<typeof StreamedText>;
