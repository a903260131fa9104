import type { ChatMessage, RgbaImage } from '../../protocol/chat.ts';

/** What the model is to read: messages whose image parts are keys of `images`, or ids with images in order. */
export type PromptInput =
  | { messages: readonly ChatMessage[]; images: Readonly<Record<string, RgbaImage>> }
  | { inputIds: readonly number[]; images: readonly RgbaImage[] };

/** Area limits of a sent image, px². */
export interface PixelBudget {
  minPixels: number;
  maxPixels: number;
}
