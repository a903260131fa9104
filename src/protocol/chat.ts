import { z } from 'zod';
import type { Size } from './geometry.ts';

/** What the policy is given: chat messages whose images are ids of stored screenshots. */
export const TextPart = z.object({ type: z.literal('text'), text: z.string() });
export const ImagePart = z.object({
  type: z.literal('image'),
  /** id of a stored screenshot */ image: z.string(),
});
export const ChatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.array(z.discriminatedUnion('type', [TextPart, ImagePart])),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** An 8-bit image: RGBA rows from the top, `width * height * 4` bytes. */
export interface RgbaImage extends Size {
  data: Uint8ClampedArray | Uint8Array;
}

/** Milliseconds spent inside one generation, by phase. */
export const GenerationTimings = z.object({
  preprocessMs: z.number(),
  visionMs: z.number(),
  prefillMs: z.number(),
  decodeMs: z.number(),
});
export type GenerationTimings = z.infer<typeof GenerationTimings>;

/** What one completion cost. Engines elsewhere may not tell the optional ones. */
export const TokenCounts = z.object({
  /** Of the whole prompt, image tokens included. */
  prompt: z.number().int(),
  /** Of the prompt, those whose keys and values were still there from before. */
  reused: z.number().int(),
  /** Of the prompt, those that were computed: prompt − reused. */
  prefilled: z.number().int(),
  generated: z.number().int(),
  /** Of the generated ones, those the output's grammar left no choice about: they cost no pass of their own. */
  forced: z.number().int().optional(),
  /** Of the generated ones, those guessed right: they too cost no pass of their own. */
  guessed: z.number().int().optional(),
  /** Passes through the decoder after the prompt was read; one a token when nothing is saved. */
  passes: z.number().int().optional(),
  /** Images that went through the vision tower: none for one it has seen. */
  visionPasses: z.number().int().optional(),
});
export type TokenCounts = z.infer<typeof TokenCounts>;
