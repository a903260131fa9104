import type { ChatMessage, RgbaImage } from '../../protocol/chat.ts';
import type { Size } from '../../protocol/geometry.ts';

/** What the model is to read: messages whose image parts are keys of `images`, or ids with images in order. */
export type PromptInput<Image = PromptImage> =
  | { messages: readonly ChatMessage[]; images: Readonly<Record<string, Image>> }
  | { inputIds: readonly number[]; images: readonly Image[] };

/** Pixels, whose size the engine chooses, or a picture that is decoded only where it has not been seen before. */
export type PromptImage = RgbaImage | PromptPicture;

export interface PromptPicture {
  /** Equal digests mean equal pixels. */
  digest: string;
  /** The size at which it is to be sent, image px. */
  sent: Size;
  pixels(): Promise<RgbaImage>;
}

/** Area limits of a sent image, px². */
export interface PixelBudget {
  minPixels: number;
  maxPixels: number;
}
