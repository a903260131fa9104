import type { ChatMessage, RgbaImage } from '../../protocol/chat.ts';
import type { Size } from '../../protocol/geometry.ts';

/** What the model is to read: messages whose image parts are keys of `images`, or ids with images in order. */
export type PromptInput =
  | { messages: readonly ChatMessage[]; images: Readonly<Record<string, PromptImage>> }
  | { inputIds: readonly number[]; images: readonly PromptImage[] };

/** Pixels, and the size in image px at which they are to be sent where that is not for the engine to choose. */
export interface PromptImage extends RgbaImage {
  sent?: Size;
}

/** Area limits of a sent image, px². */
export interface PixelBudget {
  minPixels: number;
  maxPixels: number;
}
