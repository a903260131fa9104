import { imagePatches, type PatchTensor } from '../../fara/image/patches.ts';
import { resizeBicubic } from '../../fara/image/resize.ts';
import type { VisionConfig } from '../config.ts';
import type { SizedImage } from '../prompt/images.ts';
import { visionGeometry } from './layout.ts';
import type { VisionTower } from './tower.ts';

/** Embeddings kept: the screenshots of a conversation and a few more. */
const KEPT_IMAGES = 8;

/** Runs the vision tower once per image content. */
export class ImageEncoder {
  readonly #tower: VisionTower;
  readonly #config: VisionConfig;
  /** Least recently used first. */
  readonly #kept = new Map<string, Float32Array>();

  constructor(tower: VisionTower, config: VisionConfig) {
    this.#tower = tower;
    this.#config = config;
  }

  has(image: SizedImage): boolean {
    return this.#kept.has(image.hash);
  }

  /** Resizes and cuts up: the part of the work that is not the model's. */
  patches({ image, size }: SizedImage): PatchTensor {
    return imagePatches(resizeBicubic(image, size), visionGeometry(this.#config));
  }

  /** Embeddings [tokens, hidden]; `patches` are made here when the caller has none. */
  async embed(image: SizedImage, patches?: PatchTensor): Promise<Float32Array> {
    const known = this.#kept.get(image.hash);
    const embeds = known ?? (await this.#tower.embed(patches ?? this.patches(image)));
    this.#kept.delete(image.hash);
    this.#kept.set(image.hash, embeds);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT_IMAGES && oldest !== undefined) this.#kept.delete(oldest);
    return embeds;
  }
}
