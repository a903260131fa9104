import type { Prompt } from '../prompt/prompt.ts';
import type { Model } from './model.ts';
import type { Stopwatch } from './stopwatch.ts';

interface PlacedImage {
  /** Index of its first token in the prompt. */
  start: number;
  tokens: number;
  embeds: Float32Array | undefined;
}

/** Builds `inputs_embeds`: rows of the embedding matrix, with image embeddings in place of image tokens. */
export class PromptEmbedder {
  readonly #model: Model;
  readonly #prompt: Prompt;
  readonly #images: PlacedImage[];

  constructor(model: Model, prompt: Prompt) {
    this.#model = model;
    this.#prompt = prompt;
    let from = 0;
    this.#images = prompt.images.map(({ tokens }) => {
      const start = prompt.ids.indexOf(model.config.imageTokenId, from);
      from = start + tokens;
      return { start, tokens, embeds: undefined };
    });
  }

  /**
   * Runs the vision tower for the images that have tokens at or after `from`, unless it has seen them. Resolves to
   * how often it ran.
   */
  async encodeImages(from: number, watch: Stopwatch, signal?: AbortSignal): Promise<number> {
    const { images } = this.#model;
    let passes = 0;
    for (const [i, image] of this.#prompt.images.entries()) {
      const placed = this.#images[i];
      if (!placed || placed.start + placed.tokens <= from) continue;
      signal?.throwIfAborted();
      const known = images.has(image);
      const patches = known ? undefined : await watch.time('preprocessMs', () => images.patches(image));
      placed.embeds = await watch.time('visionMs', () => images.embed(image, patches));
      if (!known) passes++;
    }
    return passes;
  }

  /** Embeddings of all images that `encodeImages` covered, in order: [image tokens, hidden]. */
  imageEmbeds(): Float32Array {
    const width = this.#model.embedding.width;
    const all = new Float32Array(this.#images.reduce((sum, { tokens }) => sum + tokens, 0) * width);
    let offset = 0;
    for (const { embeds, tokens } of this.#images) {
      if (embeds) all.set(embeds, offset);
      offset += tokens * width;
    }
    return all;
  }

  /** `inputs_embeds` of prompt tokens `from` to `to`: [to − from, hidden]. */
  async embed(from: number, to: number): Promise<Float32Array> {
    const { embedding } = this.#model;
    const embeds = await embedding.gather(this.#prompt.ids.slice(from, to));
    for (const { start, tokens, embeds: image } of this.#images) {
      const first = Math.max(from, start);
      const end = Math.min(to, start + tokens);
      if (first >= end) continue;
      if (!image) throw new Error(`the image at token ${start} was not encoded`);
      const rows = image.subarray((first - start) * embedding.width, (end - start) * embedding.width);
      embeds.set(rows, (first - from) * embedding.width);
    }
    return embeds;
  }
}
