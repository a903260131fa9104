import type { ChatMessage } from '../protocol/chat.ts';
import { type ImageGrid, imageTokenCount } from './image/geometry.ts';
import type { TemplateMessage, Tokenizer } from './tokenizer.ts';

/** The token that stands for one merged cell of an image in every Qwen2.5-VL. */
export const IMAGE_TOKEN = '<|image_pad|>';

/** A prompt as the decoder takes it. */
export interface EncodedPrompt {
  /** Token ids, each image token repeated once per merged cell. */
  inputIds: Int32Array;
  /** The images in the order of their appearance. */
  images: { id: string; grid: ImageGrid }[];
}

/**
 * Chat messages → token ids, up to and with the assistant's header.
 * @param gridOf the grid of a stored screenshot as sent, in patches
 * @throws Error when the template does not place every image exactly once
 */
export function encodeMessages(
  tokenizer: Tokenizer,
  messages: readonly ChatMessage[],
  gridOf: (imageId: string) => ImageGrid,
  mergeSize: number,
): EncodedPrompt {
  const images = messages
    .flatMap((message) => message.content)
    .filter((part) => part.type === 'image')
    .map(({ image: id }) => ({ id, grid: gridOf(id) }));
  const imageToken = tokenizer.idOf(IMAGE_TOKEN);
  const short = tokenizer.encode(tokenizer.render(messages.map((m) => templateMessage(tokenizer, m))));
  const places = short.filter((id) => id === imageToken).length;
  if (places !== images.length) {
    throw new Error(`the chat template placed ${places} images, the messages have ${images.length}`);
  }
  let next = 0;
  const inputIds = short.flatMap((id) => {
    const image = id === imageToken ? images[next++] : undefined;
    return image ? new Array<number>(imageTokenCount(image.grid, mergeSize)).fill(id) : [id];
  });
  return { inputIds: Int32Array.from(inputIds), images };
}

function templateMessage(tokenizer: Tokenizer, { role, content }: ChatMessage): TemplateMessage {
  return {
    role,
    content: content.map((part) =>
      part.type === 'image' ? { type: 'image' } : { type: 'text', text: asPlainText(part.text, tokenizer) },
    ),
  };
}

/**
 * Breaks up special tokens spelled out in a text (`<|im_end|>` → `<| im_end|>`): a task or an address must not
 * be able to end its own turn and speak as someone else. Text without them stays as it is, byte for byte.
 */
function asPlainText(text: string, { specialTokens }: Tokenizer): string {
  if (!text.includes('<|')) return text;
  return specialTokens.reduce((safe, token) => safe.replaceAll(token, token.replace('<|', '<| ')), text);
}
