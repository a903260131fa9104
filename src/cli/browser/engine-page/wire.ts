import { z } from 'zod';
import { ChatMessage } from '../../../protocol/chat.ts';
import { type EngineErrorCode, ForwardRequest, GenerateResult } from '../../../protocol/engine.ts';

/** What Node and the engine page say to each other; pixels and tensors travel over HTTP beside it. */

/** RGBA rows, to be fetched from `url`. */
export const RemoteImage = z.object({ width: z.number(), height: z.number(), url: z.string() });

export const PageForward = ForwardRequest.omit({ prompt: true }).extend({
  prompt: z.union([
    z.object({ messages: z.array(ChatMessage), images: z.record(z.string(), RemoteImage) }),
    z.object({ inputIds: z.array(z.number()), images: z.array(RemoteImage) }),
  ]),
  /** Where to PUT the tensors, little-endian float32. */
  embedsUrl: z.string(),
  logitsUrl: z.string(),
});
export type PageForward = z.infer<typeof PageForward>;

export const PageForwardResult = z.object({ inputIds: z.array(z.number()), generated: GenerateResult });
export type PageForwardResult = z.infer<typeof PageForwardResult>;

/** What a call of the page ends in: its value, or the engine's refusal. */
export type Outcome<T> = { done: T } | { failed: { code: EngineErrorCode; message: string } };
