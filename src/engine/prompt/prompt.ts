import { type MropePositions, mropePositions } from '../../fara/position/mrope.ts';
import type { Tokenizer } from '../../fara/tokenizer.ts';
import type { ChatMessage } from '../../protocol/chat.ts';
import type { ModelConfig } from '../config.ts';
import { EngineError } from '../errors.ts';
import { type SizedImage, sizeImage } from './images.ts';
import type { PixelBudget, PromptImage, PromptInput } from './input.ts';

/** A prompt as the decoder counts it. */
export interface Prompt {
  /** Every image token expanded. */
  ids: number[];
  /** In the order of their tokens. */
  images: SizedImage[];
  positions: MropePositions;
}

/** Token ids, sized images and positions of an input. Throws EngineError `bad-request`. */
export async function readPrompt(
  input: PromptInput,
  config: ModelConfig,
  budget: PixelBudget,
  tokenizer: Tokenizer | undefined,
): Promise<Prompt> {
  const { ids, images } =
    'messages' in input
      ? await fromMessages(input.messages, input.images, config, budget, tokenizer)
      : await fromIds(input.inputIds, input.images, config, budget);
  if (ids.length === 0) throw new EngineError('bad-request', 'the prompt is empty');
  const grids = images.map((image) => image.grid);
  try {
    const { imageTokenId, vision } = config;
    const positions = mropePositions(ids, grids, { imageTokenId, mergeSize: vision.spatialMergeSize });
    return { ids, images, positions };
  } catch (cause) {
    throw new EngineError('bad-request', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function fromMessages(
  messages: readonly ChatMessage[],
  pictures: Readonly<Record<string, PromptImage>>,
  config: ModelConfig,
  budget: PixelBudget,
  tokenizer: Tokenizer | undefined,
): Promise<{ ids: number[]; images: SizedImage[] }> {
  if (!tokenizer) throw new EngineError('bad-request', 'this pack has no tokenizer; send token ids instead');
  const images: SizedImage[] = [];
  for (const message of messages) {
    for (const part of message.content) {
      if (part.type !== 'image') continue;
      const picture = pictures[part.image];
      if (!picture) throw new EngineError('bad-request', `no image was sent for ${part.image}`);
      images.push(await sizeImage(picture, config.vision, budget));
    }
  }
  const text = tokenizer.render(
    messages.map(({ role, content }) => ({
      role,
      content: content.map((part) => (part.type === 'image' ? { type: 'image' } : part)),
    })),
  );
  return { ids: expand(tokenizer.encode(text), config.imageTokenId, images), images };
}

/** Repeats each image token as often as its image has tokens. */
function expand(ids: readonly number[], imageTokenId: number, images: readonly SizedImage[]): number[] {
  let image = 0;
  const expanded = ids.flatMap((id) => {
    if (id !== imageTokenId) return [id];
    return new Array<number>(images[image++]?.tokens ?? 1).fill(id);
  });
  if (image !== images.length) {
    throw new EngineError(
      'bad-request',
      `the chat template made ${image} image places for ${images.length} images`,
    );
  }
  return expanded;
}

async function fromIds(
  inputIds: readonly number[],
  pictures: readonly PromptImage[],
  config: ModelConfig,
  budget: PixelBudget,
): Promise<{ ids: number[]; images: SizedImage[] }> {
  const runs = imageRuns(inputIds, config.imageTokenId);
  if (runs.length !== pictures.length) {
    throw new EngineError('bad-request', `${pictures.length} images for ${runs.length} runs of image tokens`);
  }
  // One image token a picture is the unexpanded form a chat template writes.
  const unexpanded = runs.every((length) => length === 1);
  const images: SizedImage[] = [];
  for (const [i, picture] of pictures.entries()) {
    const wanted = runs[i];
    const image = await sizeImage(picture, config.vision, budget, wanted);
    images.push(image);
    if (!unexpanded && wanted !== image.tokens) {
      const { width, height } = image.size;
      throw new EngineError(
        'bad-request',
        `image ${i + 1} takes ${image.tokens} tokens at ${width}x${height} px, the ids have ${wanted}`,
      );
    }
  }
  const ids = unexpanded ? expand(inputIds, config.imageTokenId, images) : [...inputIds];
  return { ids, images };
}

/** Lengths of the runs of image tokens. */
function imageRuns(ids: readonly number[], imageTokenId: number): number[] {
  const runs: number[] = [];
  ids.forEach((id, i) => {
    if (id !== imageTokenId) return;
    if (ids[i - 1] === imageTokenId) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(1);
  });
  return runs;
}
