import { z } from 'zod';
import { ChatMessage } from '../../../../src/protocol/chat.ts';
import { DeviceChoice, GenerateRequest, LoadedModel } from '../../../../src/protocol/engine.ts';

/** What Node and the bench's page say to each other; pixels travel over HTTP beside it. */

export const RemoteStep = z.object({
  messages: z.array(ChatMessage),
  /** RGBA rows, to be fetched from `url`. */
  images: z.record(z.string(), z.object({ width: z.number(), height: z.number(), url: z.string() })),
});
export type RemoteStep = z.infer<typeof RemoteStep>;

export const Setup = z.object({
  device: DeviceChoice,
  /** Of both contestants, on the processor. Left out: each one's own choice. */
  threads: z.number().int().positive().optional(),
  /** URL of a pack's folder. */
  pack: z.string(),
  /** URL of the folder that holds `export/`, the same weights for transformers.js. */
  models: z.string(),
  dtype: z.enum(['fp32', 'q8', 'q4']),
  steps: z.array(RemoteStep),
  request: GenerateRequest.omit({ prompt: true }),
});
export type Setup = z.infer<typeof Setup>;

/** A shortcut switched off for one step. */
export type StepOptions = Partial<Setup['request']>;

export const Measured = z.object({
  ids: z.array(z.number()),
  promptTokens: z.number(),
  /** From the call to the first token. */
  firstTokenMs: z.number(),
  /** From the first token to the end. */
  decodeMs: z.number(),
  totalMs: z.number(),
  /** Tokens read into the cache in this step, and forward passes of the decoder after the prompt's. */
  prefilled: z.number(),
  /** Of the first token's time, the decoder's part; known of our own engine only. */
  prefillMs: z.number().optional(),
  visionPasses: z.number().optional(),
  decodePasses: z.number().optional(),
});
export type Measured = z.infer<typeof Measured>;

export const Ready = z.object({ device: LoadedModel.shape.device });
export type Ready = z.infer<typeof Ready>;

/** What is to be found out about a device: its best with these features of WebGPU, or with these threads. */
export const LimitsOrder = z.object({
  webgpu: z.boolean(),
  features: z.array(z.string()),
  threads: z.number().int().positive().optional(),
});
export type LimitsOrder = z.infer<typeof LimitsOrder>;

export const Limits = z.object({
  /** Bytes that a copy moves per second: of each byte copied, the one that is read and the one that is written. */
  copyBytesPerSecond: z.number(),
  /** Bytes that are read per second where nothing is written. */
  readBytesPerSecond: z.number(),
  /** Operations per second of a large matrix product. */
  flops: z.number(),
});
export type Limits = z.infer<typeof Limits>;
